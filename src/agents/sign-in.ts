import type { AgentRemark } from '../model/agent.ts';
import type { SessionPorts } from './dialect.ts';

const PATIENCE_MS = 20_000;

/** Asks a program by its own command whether somebody is signed in: it answers with its exit code. */
export async function signInRemarks(
  asked: { readonly argv: readonly string[]; readonly env: Readonly<Record<string, string>>; readonly hint: string },
  { commands }: Pick<SessionPorts, 'commands'>,
): Promise<readonly AgentRemark[]> {
  const { argv, env, hint } = asked;
  const { code, tail } = await commands.run({ argv, cwd: env['HOME'] ?? '/', env, timeoutMs: PATIENCE_MS });
  // A version that does not know the question is no news of a sign-in.
  const isNo = code === 1 && /not logged in|"loggedIn":\s*false/i.test(tail);
  return isNo ? [{ found: 'nobody is signed in', hint }] : [];
}
