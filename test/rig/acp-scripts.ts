import path from 'node:path';
import type { Workshop } from './workshop.ts';

const FAKE = path.join(import.meta.dirname, 'fake-acp-agent.mjs');

/** Starts the fake agent with the script that stands for the story: of its n-th session, else of all of them. */
const RUNNER = `const { spawn } = require('node:child_process'); const fs = require('node:fs');
const folder = process.argv[1]; const story = process.env.XPAR_STORY;
const begun = folder + '/' + story + '.begun'; fs.appendFileSync(begun, 'x');
const nth = folder + '/' + story + '.' + fs.readFileSync(begun, 'utf8').length + '.json';
const script = fs.readFileSync(fs.existsSync(nth) ? nth : folder + '/' + story + '.json', 'utf8');
spawn(process.execPath, [${JSON.stringify(FAKE)}], { stdio: 'inherit', env: { ...process.env, FAKE_ACP_SCRIPT: script } }).on('exit', (code) => process.exit(code ?? 1));`;

/** The config of an agent that plays a script for each story, and the scripts: by story, or `story.n` for its n-th session. */
export function acpScripts(
  workshop: Pick<Workshop, 'write' | 'root' | 'repository'>,
  scripts: Readonly<Record<string, readonly object[]>>,
): object {
  const folder = path.join(workshop.root, 'scripts');
  const from = path.relative(workshop.repository, folder);
  for (const [name, script] of Object.entries(scripts))
    workshop.write(path.join(from, `${name}.json`), JSON.stringify([{ canLoad: 'fake-1' }, ...script]));
  return { kind: 'acp', command: [process.execPath, '-e', RUNNER, folder] };
}

/** Writes these files; its context grows from `first` to `last`; it tells what the turn took. */
export function acpTurn(files: Readonly<Record<string, string>>, [first, last]: readonly [number, number]): readonly object[] {
  const usage = (used: number): object => ({ usage: { used, size: 200_000 } });
  const written = Object.entries(files).map(([name, content]) => ({ write: { path: name, content } }));
  const turn = { inputTokens: first + last, outputTokens: 50, cachedReadTokens: 0, totalTokens: first + last + 50 };
  return [usage(first), ...written, usage(last), { turn }, { say: 'Done.' }];
}
