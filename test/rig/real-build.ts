import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { LedgerReport } from '../../src/report/ledger-types.ts';
import type { Turn } from './scripted-model.ts';
import { startXpar, type Going, type Ran } from './xpar-cli.ts';

const EXAMPLE = 'examples/parcel-office';
/** Outside any temporary folder: some agents refuse to work from one. */
const scratch = path.resolve('node_modules/.cache/xpar-agents/scratch');

/** The example's repository with the one story `weigh-parcel`, for the built program and real agents. */
export interface RealBuild {
  readonly repository: string;
  /** Where the lane of a story stands. */
  lane(story: string): string;
  readonly home: string;
  git(...args: string[]): string;
  configure(config: object): void;
  commit(): void;
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Going;
  xpar(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ran>;
  report(): Promise<LedgerReport>;
  remove(): void;
}

export function realBuild(config: object): RealBuild {
  mkdirSync(scratch, { recursive: true });
  const folder = realpathSync(mkdtempSync(path.join(scratch, 'build-')));
  const [repository, home] = [path.join(folder, 'office'), path.join(folder, 'home')];
  const env = { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: home, GIT_CONFIG_NOSYSTEM: '1' };
  mkdirSync(home);
  cpSync(EXAMPLE, repository, { recursive: true });
  for (const card of readdirSync(path.join(repository, 'stories')))
    if (card !== 'weigh-parcel.md') rmSync(path.join(repository, 'stories', card));
  const git = (...args: string[]): string => execFileSync('git', args, { cwd: repository, env, encoding: 'utf8' });
  const configure = (one: object): void => writeFileSync(path.join(repository, 'xpar.config.json'), JSON.stringify(one));
  const commit = (): void => {
    git('add', '--all');
    git('-c', 'user.name=a', '-c', 'user.email=a@localhost', 'commit', '--quiet', '-m', 'as wanted');
  };
  const start: RealBuild['start'] = (args, more = {}) => startXpar(args, { cwd: repository, env: { ...env, ...more } });
  configure(config);
  git('init', '--quiet', '--initial-branch=main');
  commit();
  return {
    repository,
    lane: (story) => path.join(`${repository}.xpar`, story),
    home,
    git,
    configure,
    commit,
    start,
    xpar: (args, more) => start(args, more).ended,
    report: async () => (await start(['report', '--json']).ended).json<LedgerReport>(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The prepared files of the example's own script for a story. */
function playOf(story: string): readonly { readonly file: string; readonly content: string }[] {
  const text = readFileSync(`${EXAMPLE}/agent/plays/${story}.md`, 'utf8');
  const found = [...text.matchAll(/^## create (\S+)\n+```\w*\n([\s\S]*?)```/gm)];
  return found.map(([, file = '', content = '']) => ({ file, content }));
}

/** As calls of Claude Code's tool for it. */
export function writes(story: string): readonly Turn[] {
  const calls = playOf(story).map(({ file, content }): Turn => ({
    blocks: [{ tool: 'Write', input: { file_path: `@CWD@/${file}`, content } }],
  }));
  return [...calls, { blocks: [{ text: 'Written.' }] }];
}

/** As a patch, which is how Codex edits. */
export function patches(story: string): readonly Turn[] {
  const calls = playOf(story).map(({ file, content }): Turn => {
    const lines = content
      .trimEnd()
      .split('\n')
      .map((line) => `+${line}`);
    const input = ['*** Begin Patch', `*** Add File: ${file}`, ...lines, '*** End Patch', ''].join('\n');
    return { blocks: [{ custom: 'apply_patch', input }] };
  });
  return [...calls, { blocks: [{ text: 'Patched.' }] }];
}

/** The command line of a Codex whose provider is at this address. */
export function scriptedCodex(program: string, url: string): readonly string[] {
  const provider = `{name="scripted",base_url="${url}/v1",env_key="OPENAI_API_KEY",wire_api="responses"}`;
  return [program, '-c', 'model_provider="scripted"', '-c', `model_providers.scripted=${provider}`];
}
