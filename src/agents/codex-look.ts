import type { AgentLook, AgentRemark } from '../model/agent.ts';
import type { CodexAgent } from '../model/config.ts';
import type { SessionPorts } from './dialect.ts';
import { signInRemarks } from './sign-in.ts';

const PATIENCE_MS = 20_000;

/** Is somebody signed in, and does the sandbox work that its commands run in? Without it each of them fails, and it still ends with 0. */
export async function lookAtCodex(
  { command = ['codex'], sandbox }: CodexAgent,
  env: Readonly<Record<string, string>>,
  ports: Pick<SessionPorts, 'commands'>,
): Promise<AgentLook> {
  const hint = 'codex login, or set CODEX_API_KEY; a provider of your own needs neither';
  const signIn =
    env['CODEX_API_KEY'] === undefined ? await signInRemarks({ argv: [...command, 'login', 'status'], env, hint }, ports) : [];
  const shut = sandbox === 'danger-full-access' ? [] : await sandboxRemarks([...command, 'sandbox', 'true'], env, ports);
  return { remarks: [...signIn, ...shut] };
}

/** Words of those who could not make one. Any other failure is that of a version which does not know the question. */
const NO_SANDBOX = /^.*(?:bwrap:|landlock|seccomp|sandbox-exec|user namespaces?|uid map|operation not permitted).*$/im;

async function sandboxRemarks(
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
  { commands }: Pick<SessionPorts, 'commands'>,
): Promise<readonly AgentRemark[]> {
  const { code, tail } = await commands.run({ argv, cwd: env['HOME'] ?? '/', env, timeoutMs: PATIENCE_MS });
  const [words] = code === 0 ? [] : (NO_SANDBOX.exec(tail) ?? []);
  if (words === undefined) return [];
  return [
    {
      found: `its sandbox does not work here: ${words.trim().slice(0, 200)}`,
      hint: 'allow user namespaces to it, or set `sandbox: danger-full-access` on a machine that is a sandbox itself',
    },
  ];
}
