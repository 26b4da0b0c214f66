import path from 'node:path';
import type { CommandResult } from '../host/host.ts';
import type { Problem } from '../model/problem.ts';
import { environmentFor, QUIET_GIT } from '../run/environment.ts';
import type { Build } from './build.ts';
import { detectSetup } from './detect.ts';

/**
 * Installs what a checkout needs before its tests can run: the configured commands, else what its lockfile names. Done
 * again where a command or a lockfile changed since this checkout's last time, or where it is a new one. Gives what went
 * wrong.
 */
export async function runSetup(
  build: Build,
  at: { folder: string; commit: string; story: string; reused: boolean },
): Promise<Problem | 'interrupted' | undefined> {
  const { host, project } = build;
  const { setup } = project.config.worktree;
  const tree = await host.git.files(project.repository.top, at.commit);
  const detected = detectSetup(tree);
  const commands = setup.length > 0 ? setup : detected.commands;
  const key = JSON.stringify([commands, detected.key]);
  const { mark, log } = project.store.layout.setup(path.basename(at.folder));
  if (commands.length === 0) return undefined;
  if (at.reused && (await host.files.readText(mark)) === key) return undefined;
  const env = environmentFor(host.machine.env, project.config.gateEnv, QUIET_GIT);
  const { wallMs: timeoutMs } = project.config.timeouts;
  for (const argv of commands) {
    const result = await host.commands.run({ argv, cwd: at.folder, env, timeoutMs, logFile: log, signal: build.interrupted });
    if (build.interrupted.aborted) return 'interrupted';
    if (result.code !== 0)
      return { reason: 'setup-failed', story: at.story, command: argv.join(' '), detail: detailOf(argv, result), log };
  }
  await host.files.writeAtomic(mark, key);
  return undefined;
}

function detailOf(argv: readonly string[], result: CommandResult): string {
  if (result.missing) return `${argv[0]} was not found`;
  // An installer's last words on one line are what a person needs of its complaint.
  return result.timedOut ? 'it ran out of time' : result.tail.trimEnd().split('\n').slice(-4).join(' · ');
}
