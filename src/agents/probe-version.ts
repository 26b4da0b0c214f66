import type { AgentProbe } from '../model/agent.ts';
import type { SessionPorts } from './dialect.ts';

const PROBE_MS = 20_000;

/** Asks a program for its version: is it there, and does it start? */
export async function probeVersion(
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  { commands }: Pick<SessionPorts, 'commands'>,
): Promise<AgentProbe> {
  const result = await commands.run({ argv: [...command, '--version'], cwd: env['HOME'] ?? '/', env, timeoutMs: PROBE_MS });
  const version = /\d+\.\d+\.\d+\S*/.exec(result.tail)?.[0];
  if (result.code === 0 && version !== undefined) return { ok: true, version };
  const problem = result.missing
    ? `there is no program \`${command[0] ?? ''}\``
    : `\`${command.join(' ')} --version\` gave no version: ${result.tail.trim().slice(0, 200)}`;
  return { ok: false, version: '', problem };
}
