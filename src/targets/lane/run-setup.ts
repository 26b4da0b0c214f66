import path from 'node:path';
import type { CommandResult } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { environmentFor, QUIET_GIT } from '../../run/environment.ts';
import type { Build } from '../run/build.ts';
import { graded } from '../choose/check-project.ts';
import { detectSetup } from '../project/detect.ts';
import { portEnv } from './lane-ports.ts';

/**
 * Installs what a checkout needs before its tests can run: the configured commands, else what its lockfile names. Done
 * again where a command or a lockfile changed since this checkout's last time, or where it is a new one. Gives what went
 * wrong; with `onSetupFailure: 'warn'` that is told, and the lane goes on.
 */
export async function runSetup(
  build: Build,
  at: { folder: string; commit: string; story: string; reused: boolean; port?: number },
): Promise<Problem | 'interrupted' | undefined> {
  const { host, project } = build;
  const { onSetupFailure } = project.config.worktree;
  const { commands, key } = await setupOf(build, at.commit);
  const { mark, log } = project.store.layout.setup(path.basename(at.folder));
  if (commands.length === 0) return undefined;
  if (at.reused && (await host.files.readText(mark)) === key) return undefined;
  let isWhole = true;
  for (const argv of commands) {
    const detail = await runOne(build, argv, { ...at, log, signal: build.interrupted });
    if (build.interrupted.aborted) return 'interrupted';
    if (detail === undefined) continue;
    const problem: Problem = { reason: 'setup-failed', story: at.story, command: argv.join(' '), detail, log };
    if (onSetupFailure === 'fail') return problem;
    isWhole = false;
    build.tell({ t: 'problem', finding: { ...graded(problem), severity: 'warning' } });
  }
  // What did not go through is tried again the next time.
  if (isWhole) await host.files.writeAtomic(mark, key);
  return undefined;
}

/** Would a checkout that stands there have to have its setup run again? */
export async function isSetUp(
  { host, project }: Build,
  { folder, commit }: { folder: string; commit: string },
): Promise<boolean> {
  const { commands, key } = await setupOf({ host, project }, commit);
  const { mark } = project.store.layout.setup(path.basename(folder));
  return commands.length === 0 || (await host.files.readText(mark)) === key;
}

async function setupOf(
  { host, project }: Pick<Build, 'host' | 'project'>,
  commit: string,
): Promise<{ readonly commands: readonly (readonly string[])[]; readonly key: string }> {
  const { setup } = project.config.worktree;
  const detected = detectSetup(await host.git.files(project.repository.top, commit));
  const commands = setup.length > 0 ? setup : detected.commands;
  return { commands, key: JSON.stringify([commands, detected.key]) };
}

/**
 * Runs `worktree.teardown` in a lane's checkout that is about to go. A failure is told; gives false where it is to keep the
 * checkout from going (`onTeardownFailure: 'fail'`).
 */
export async function runTeardown(
  build: Pick<Build, 'host' | 'project' | 'tell'>,
  at: { folder: string; story: string; port?: number },
): Promise<boolean> {
  const { teardown, onTeardownFailure } = build.project.config.worktree;
  const { log } = build.project.store.layout.setup(`${path.basename(at.folder)}.teardown`);
  let isFine = true;
  for (const argv of teardown) {
    const detail = await runOne(build, argv, { ...at, log });
    if (detail === undefined) continue;
    isFine = false;
    const [story, command, keeps] = [at.story, argv.join(' '), onTeardownFailure === 'fail'];
    build.tell({ t: 'problem', finding: graded({ reason: 'teardown-failed', story, command, detail, log, keeps }) });
  }
  return isFine || onTeardownFailure === 'warn';
}

/** What went wrong, in words; nothing where nothing did. */
async function runOne(
  { host, project }: Pick<Build, 'host' | 'project'>,
  argv: readonly string[],
  at: { folder: string; story: string; log: string; port?: number; signal?: AbortSignal },
): Promise<string | undefined> {
  const own = { ...QUIET_GIT, XPAR_STORY: at.story, ...portEnv(at.port) };
  const env = environmentFor(host.machine.env, project.config.gateEnv, own);
  const { wallMs: timeoutMs } = project.config.timeouts;
  const signal = at.signal === undefined ? {} : { signal: at.signal };
  const result = await host.commands.run({ argv, cwd: at.folder, env, timeoutMs, logFile: at.log, ...signal });
  return result.code === 0 ? undefined : detailOf(argv, result);
}

function detailOf(argv: readonly string[], result: CommandResult): string {
  if (result.missing) return `${argv[0]} was not found`;
  // An installer's last words on one line are what a person needs of its complaint.
  return result.timedOut ? 'it ran out of time' : result.tail.trimEnd().split('\n').slice(-4).join(' · ');
}
