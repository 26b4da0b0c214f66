import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { agentStage, type AgentStage } from './agent-stage.ts';
import { checkoutAt, type Checkout } from './checkout.ts';
import { markedProcesses } from './marked-processes.ts';
import { differences, personsOwn } from './persons-own.ts';
import { plays, type Play } from './plays.ts';
import { startXpar, type Going, type Ran } from './xpar-cli.ts';

export interface RunOptions {
  /** Relative to the workshop's root; the repository where not given. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another build of xpar than this project's. */
  readonly bin?: string;
  /** Leads a process group of its own. */
  readonly ownGroup?: boolean;
}

/** A person's git repository in a folder of its own, with the built xpar and scripted agents to run on it. */
export interface Workshop extends Checkout {
  /** What a command the test starts by itself finds in its environment. */
  readonly shellEnv: NodeJS.ProcessEnv;
  /** Holds the repository, and whatever a test puts beside it. */
  readonly root: string;
  /** Where agents of runs to come are met. */
  readonly stage: AgentStage;
  /** Clears the stage: sessions of a story that runs again are not mistaken for those before. */
  newStage(): Promise<void>;
  /** Runs to the end. Verbs that do not change the checkout must leave everything of the person's as it was. */
  xpar(...args: readonly string[]): Promise<Ran>;
  xparWith(options: RunOptions, ...args: readonly string[]): Promise<Ran>;
  start(args: readonly string[], options?: RunOptions): Going;
  plays(parts: Readonly<Record<string, Play>>): void;
  /** What xpar changed of the person's own, by path, in all runs so far. */
  readonly trespasses: readonly string[];
  /** What still runs of all that was started. */
  leftovers(): readonly string[];
  close(): Promise<void>;
}

const CHANGES_THE_CHECKOUT = ['land', 'init', 'new', 'import', 'demo'];

/** A folder of its own for a workshop. */
export function newRoot(): string {
  return realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-e2e-')));
}

/** Copies the prepared repository at `template` into `root`, an empty folder. */
export async function openWorkshop(template: string, root = newRoot()): Promise<Workshop> {
  const repository = path.join(root, 'abacus');
  cpSync(template, repository, { recursive: true });
  const mark = randomUUID();
  const env = personsEnvironment(root, mark);
  const stages = [await agentStage()];
  const stage = (): AgentStage => stages.at(-1)!;
  const trespasses: string[] = [];

  async function xparWith(options: RunOptions, ...args: readonly string[]): Promise<Ran> {
    const before = personsOwn(repository);
    const ran = await start(args, options).ended;
    const isAsked = CHANGES_THE_CHECKOUT.includes(args[0] ?? '') || args.includes('--share');
    if (!isAsked) trespasses.push(...differences(before, personsOwn(repository)));
    return ran;
  }
  function start(args: readonly string[], options: RunOptions = {}): Going {
    const cwd = options.cwd === undefined ? repository : path.resolve(root, options.cwd);
    return startXpar(args, {
      cwd,
      env: { ...env, ...stage().env, ...options.env },
      ...(options.bin === undefined ? {} : { bin: options.bin }),
      ...(options.ownGroup === undefined ? {} : { ownGroup: options.ownGroup }),
    });
  }
  return {
    ...checkoutAt(repository, env),
    root,
    get shellEnv() {
      return { ...env, ...stage().env };
    },
    get stage() {
      return stage();
    },
    newStage: async () => void stages.push(await agentStage()),
    xpar: (...args) => xparWith({}, ...args),
    xparWith,
    start,
    plays: (parts) => plays(stage(), parts),
    trespasses,
    leftovers: () => markedProcesses(mark).map(({ pid, command }) => `${pid} ${command}`),
    async close() {
      await Promise.all(stages.map((one) => one.close()));
      for (const { pid } of markedProcesses(mark)) process.kill(pid, 'SIGKILL');
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** What a person's shell holds: a home of its own, so that no git configuration of this machine is read. */
function personsEnvironment(root: string, mark: string): NodeJS.ProcessEnv {
  const home = path.join(root, 'home');
  mkdirSync(home);
  const PATH = [path.dirname(process.execPath), process.env['PATH']].join(path.delimiter);
  return { PATH, HOME: home, LANG: 'C.UTF-8', TMPDIR: os.tmpdir(), XPAR_MARK: mark, XPAR_TRUST: '1' };
}
