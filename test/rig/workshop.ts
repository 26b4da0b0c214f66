import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { agentStage, type AgentStage } from './agent-stage.ts';
import { markedProcesses } from './marked-processes.ts';
import { differences, personsOwn } from './persons-own.ts';
import { plays, type Play } from './plays.ts';
import { startXpar, type Going, type Ran } from './xpar-cli.ts';

export interface RunOptions {
  /** Relative to the repository's parent; the repository where not given. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A person's git repository in a folder of its own, with the built xpar and scripted agents to run on it. */
export interface Workshop {
  /** Absolute; holds the repository, and whatever a test puts beside it. */
  readonly root: string;
  readonly repository: string;
  /** Where agents of runs to come are met. */
  readonly stage: AgentStage;
  /** Clears the stage: sessions of a story that runs again are not mistaken for those before. */
  newStage(): Promise<void>;
  /** What a person's shell would hold. */
  readonly env: NodeJS.ProcessEnv;
  /** Runs to the end. Verbs that do not change the checkout must leave everything of the person's as it was. */
  xpar(...args: readonly string[]): Promise<Ran>;
  xparWith(options: RunOptions, ...args: readonly string[]): Promise<Ran>;
  start(args: readonly string[], options?: RunOptions): Going;
  plays(parts: Readonly<Record<string, Play>>): void;
  git(...args: readonly string[]): string;
  write(file: string, text: string): void;
  read(file: string): string;
  exists(file: string): boolean;
  /** Rewrites one file of the checkout. */
  edit(file: string, change: (text: string) => string): void;
  /** Writes configuration over what the abacus has. */
  configure(more: object): void;
  commit(message: string): string;
  /** What xpar changed of the person's own, by path, in all runs so far. */
  readonly trespasses: readonly string[];
  /** What still runs of all that was started. */
  leftovers(): readonly string[];
  close(): Promise<void>;
}

const CHANGES_THE_CHECKOUT = ['land', 'init', 'new', 'demo'];
const PERSON = { GIT_AUTHOR_DATE: '2026-01-02T03:04:05Z', GIT_COMMITTER_DATE: '2026-01-02T03:04:05Z' };

/** Copies the prepared repository at `template`, or makes an empty folder where there is none. */
export async function openWorkshop(template: string | undefined): Promise<Workshop> {
  const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-e2e-')));
  const repository = path.join(root, 'abacus');
  const home = path.join(root, 'home');
  mkdirSync(home);
  if (template === undefined) mkdirSync(repository);
  else cpSync(template, repository, { recursive: true });
  const stages = [await agentStage()];
  const stage = (): AgentStage => stages.at(-1)!;
  const mark = randomUUID();
  const env = {
    PATH: [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter),
    HOME: home,
    LANG: 'C.UTF-8',
    TMPDIR: os.tmpdir(),
    XPAR_MARK: mark,
  };
  const trespasses: string[] = [];
  const at = (file: string): string => path.join(repository, file);
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, {
      cwd: repository,
      env: { ...env, ...PERSON },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trimEnd();

  async function xparWith(options: RunOptions, ...args: readonly string[]): Promise<Ran> {
    const before = personsOwn(repository);
    const ran = await start(args, options).ended;
    if (!CHANGES_THE_CHECKOUT.includes(args[0] ?? '')) trespasses.push(...differences(before, personsOwn(repository)));
    return ran;
  }
  function start(args: readonly string[], options: RunOptions = {}): Going {
    const cwd = options.cwd === undefined ? repository : path.resolve(root, options.cwd);
    return startXpar(args, { cwd, env: { ...env, ...stage().env, ...options.env } });
  }
  function write(file: string, text: string): void {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  }
  const read = (file: string): string => readFileSync(at(file), 'utf8');
  return {
    root,
    repository,
    get stage() {
      return stage();
    },
    newStage: async () => void stages.push(await agentStage()),
    env,
    trespasses,
    xpar: (...args) => xparWith({}, ...args),
    xparWith,
    start,
    plays: (parts) => plays(stage(), parts),
    git,
    write,
    read,
    exists: (file) => existsSync(at(file)),
    edit: (file, change) => write(file, change(read(file))),
    configure: (more) =>
      write('xpar.config.json', JSON.stringify({ ...(JSON.parse(read('xpar.config.json')) as object), ...more }, null, 2)),
    commit(message) {
      git('add', '--all');
      git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    leftovers: () => markedProcesses(mark).map(({ pid, command }) => `${pid} ${command}`),
    async close() {
      await Promise.all(stages.map((one) => one.close()));
      for (const { pid } of markedProcesses(mark)) process.kill(pid, 'SIGKILL');
      rmSync(root, { recursive: true, force: true });
    },
  };
}
