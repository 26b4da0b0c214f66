import type { AgentLook } from '../model/agent.ts';
import { INITIALIZE } from './acp-setup.ts';
import { acpState } from './acp-state.ts';
import { reduceAcp } from './acp-reduce.ts';
import type { SessionPorts } from './dialect.ts';

const PATIENCE_MS = 20_000;
const GRACE_MS = 500;

/** Starts an agent, greets it and lets it go: does it speak the protocol, in our version, and can it sign in as configured? */
export async function greet(
  start: {
    readonly argv: readonly string[];
    readonly env: Readonly<Record<string, string>>;
    readonly config: { readonly authMethod?: string };
  },
  { commands, clock }: Pick<SessionPorts, 'commands' | 'clock'>,
): Promise<AgentLook> {
  const { argv, env, config } = start;
  const cwd = env['HOME'] ?? '/';
  const running = commands.start({ argv, cwd, env });
  const over = new AbortController();
  running.write(`${JSON.stringify({ jsonrpc: '2.0', ...INITIALIZE })}\n`);
  void clock.wait(PATIENCE_MS, over.signal).then(() => (over.signal.aborted ? undefined : running.stop(GRACE_MS)));
  let state = acpState({ cwd, outbox: cwd, prompt: '', config, mayEdit: () => false });
  let answered = false;
  for await (const { from, text } of running.lines) {
    if (from === 'stderr' || answered) continue;
    const step = reduceAcp(state, text);
    state = step.state;
    answered = state.trouble !== undefined || step.send.length > 0;
    if (answered) void running.stop(GRACE_MS);
  }
  await running.ended;
  over.abort();
  if (!answered) {
    const hint = 'many agents need an argument for it, such as `acp`';
    return { remarks: [{ found: 'it does not answer in the Agent Client Protocol', hint }] };
  }
  const { trouble, version } = state;
  return {
    ...(version === '' ? {} : { version }),
    remarks: trouble === undefined ? [] : [{ found: trouble.words, hint: 'see `agents` in the config' }],
  };
}
