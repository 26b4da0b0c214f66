// A repository of source files with stories that a shell script does, each in as long as it is told.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Event } from '../src/model/event.ts';

export const CLI = path.resolve(import.meta.dirname, '../bin/xpar.mjs');

/** Somebody sits there. */
export const PERSON = {
  ...process.env,
  GIT_AUTHOR_NAME: 'bench',
  GIT_AUTHOR_EMAIL: 'bench@example.org',
  GIT_COMMITTER_NAME: 'bench',
  GIT_COMMITTER_EMAIL: 'bench@example.org',
};

/** What `agent.sh` of the yard does: wait, and write one file of its own. */
const AGENT = 'sleep "$(cat "plan/$XPAR_STORY")"\nprintf "%s\\n" "$XPAR_STORY" > "work/$XPAR_STORY.txt"\n';

export interface Work {
  readonly id: string;
  readonly dependsOn: readonly string[];
  /** How long the agent works. */
  readonly seconds: number;
}

export interface Built {
  readonly seconds: number;
  /** When each story was integrated, in seconds from the start. */
  readonly integrated: readonly number[];
}

/** Writes the yard: `files` sources of 4 kB, and a card for each work. */
export function writeYard(folder: string, files: number, works: readonly Work[]): void {
  const put = (name: string, text: string): void => {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  };
  for (let at = 0; at < files; at += 1) put(`src/${at % 100}/f${at}.ts`, `export const value${at} = ${at};\n`.repeat(100));
  for (const { id, dependsOn, seconds } of works) {
    put(`plan/${id}`, `${seconds}\n`);
    put(
      `stories/${id}.md`,
      `---\ntitle: Write ${id}\nstatus: ready\nbudget:\n  model: claude-sonnet-4-6\n  floor: 1000\n  working: 20000\n  ceiling: 21000\nfiles: [work/${id}.txt]\ndepends_on: [${dependsOn.join(', ')}]\n---\n\n` +
        `Write the file.\n\n## Acceptance criteria\n\n- [ ] it is there\n`,
    );
  }
  const git = (...args: readonly string[]): void => void execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init', '-q', '--initial-branch=main', '.');
  execFileSync(process.execPath, [CLI, 'init', '--yes'], { cwd: folder, stdio: 'ignore' });
  put('agent.sh', AGENT);
  put('work/.keep', '');
  put(
    'xpar.config.json',
    JSON.stringify({
      agents: { default: { kind: 'command', command: ['sh', 'agent.sh'] } },
      gates: [{ name: 'test', command: ['test', '-d', 'work'] }],
      parallel: { stagger: '0s' },
    }),
  );
  git('add', '-A');
  git('-c', 'user.name=bench', '-c', 'user.email=bench@example.org', 'commit', '-qm', 'a yard');
}

/** Builds everything in the yard, `jobs` lanes at a time. Throws where a story was not integrated. */
export function build(folder: string, jobs: number, count: number): Built {
  const before = process.hrtime.bigint();
  const ran = spawnSync(process.execPath, [CLI, 'build', '--json', '-j', String(jobs)], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
    env: PERSON,
  });
  const seconds = Number(process.hrtime.bigint() - before) / 1e9;
  const events = ran.stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event);
  const start = events[0]?.at ?? 0;
  const integrated = events.filter(({ t }) => t === 'integrated').map(({ at }) => (at - start) / 1000);
  if (integrated.length !== count)
    throw new Error(`expected ${count} stories integrated, found ${integrated.length}: ${ran.stderr.slice(-2000)}`);
  return { seconds, integrated };
}
