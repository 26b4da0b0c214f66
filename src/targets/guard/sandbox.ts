import path from 'node:path';
import {
  BWRAP,
  bwrapArgv,
  gitWritable,
  keyPlaces,
  srtArgv,
  srtSettings,
  worktreeConfig,
  type Cell,
} from '../../agents/sandbox.ts';
import { sessionFiles } from '../../agents/session-files.ts';
import { personsHome } from '../../agents/codex-start.ts';
import type { Host } from '../../host/host.ts';
import type { Enclosure } from '../../model/agent.ts';
import type { AgentConfig, Config, SandboxConfig, ShutIn } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import { environmentFor, QUIET_GIT } from '../../run/environment.ts';
import type { Project } from '../project/project.ts';

/** What the session's program is started in; undefined where no sandbox is asked for. */
export async function enclosureFor(
  host: Host,
  { config, repository }: Pick<Project, 'config' | 'repository'>,
  at: { worktree: string; stateDir: string; agent: AgentConfig; env: Readonly<Record<string, string>> },
): Promise<Enclosure | undefined> {
  const { sandbox } = config;
  if (sandbox.use === 'none') return undefined;
  if (sandbox.use === 'command') return { wrap: (argv) => [...sandbox.command, ...argv], isKeeper: false };
  const cell = await cellFor(host, { commonDir: repository.commonDir, shutIn: sandbox, ...at });
  // What is bound has to be there; git makes them only with the first commit.
  for (const folder of cell.entry !== undefined ? gitWritable(repository.commonDir).slice(1, 3) : [])
    await host.files.makeFolder(folder);
  if (cell.entry !== undefined) await host.files.createNew(worktreeConfig(cell.entry), '');
  await host.files.makeFolder(cell.outbox);
  if (sandbox.use === 'bwrap') {
    const before = bwrapArgv(cell, sandbox);
    return { wrap: (argv) => [...before, ...argv], isKeeper: true };
  }
  const settings = path.join(at.stateDir, 'srt-settings.json');
  await host.files.writeAtomic(settings, srtSettings(cell, sandbox));
  return { wrap: (argv) => [...srtArgv(settings), ...argv], isKeeper: false };
}

async function cellFor(
  host: Host,
  at: {
    worktree: string;
    stateDir: string;
    commonDir: string;
    agent: AgentConfig;
    env: Readonly<Record<string, string>>;
    shutIn: ShutIn;
  },
): Promise<Cell> {
  const { worktree, stateDir, commonDir, agent, env, shutIn } = at;
  const home = env['HOME'] ?? '/';
  const entry = [...(await host.git.pointers(worktree)).keys()].find((file) => path.basename(file) === 'gitdir');
  const own = entry === undefined ? {} : { entry: path.dirname(entry) };
  const { outbox } = sessionFiles(stateDir);
  const hidden = await standing(host, keyPlaces(home, shutIn.hidden));
  return {
    worktree,
    commonDir,
    ...own,
    stateDir,
    outbox,
    own: ownPlaces(agent, { home, stateDir, env }),
    home,
    hidden,
  };
}

async function standing(host: Host, places: readonly string[]): Promise<Cell['hidden']> {
  const folders: string[] = [];
  const files: string[] = [];
  for (const place of places) {
    // One that we may not look into is hidden all the same.
    if ((await host.files.list(place).catch(() => [])) !== undefined) folders.push(place);
    else if (await host.files.exists(place)) files.push(place);
  }
  return { folders, files };
}

/** Where an agent of this kind keeps its settings, threads and sign-in. */
function ownPlaces(
  { kind }: AgentConfig,
  { home, stateDir, env }: { home: string; stateDir: string; env: Readonly<Record<string, string>> },
): readonly string[] {
  if (kind === 'claude') return [env['CLAUDE_CONFIG_DIR'] ?? path.join(home, '.claude'), path.join(home, '.claude.json')];
  return kind === 'codex' ? [path.join(stateDir, 'codex'), personsHome(env)] : [];
}

const PROBE_MS = 20_000;

/** Tries the sandbox on a program that does nothing: one that is asked for and does not work lets nothing start. */
export async function sandboxTrouble(host: Host, { sandbox }: Pick<Config, 'sandbox'>): Promise<Problem | undefined> {
  if (sandbox.use === 'none') return undefined;
  const probe = [...probeOf(sandbox), 'true'];
  const env = environmentFor(host.machine.env, [], QUIET_GIT);
  const { code, missing, timedOut, tail } = await host.commands.run({ argv: probe, cwd: '/', env, timeoutMs: PROBE_MS });
  if (code === 0) return undefined;
  const name = sandbox.use === 'command' ? sandbox.command.join(' ') : sandbox.use;
  const detail = missing ? `there is no program \`${probe[0]}\`` : timedOut ? 'it did not answer' : tail.trim();
  return { reason: 'sandbox-unusable', sandbox: name, detail: detail === '' ? `exit code ${code}` : detail };
}

function probeOf(sandbox: Exclude<SandboxConfig, { use: 'none' }>): readonly string[] {
  if (sandbox.use === 'command') return sandbox.command;
  return sandbox.use === 'bwrap' ? [...BWRAP, '--'] : ['srt'];
}
