import type { Enclosure, Overhead } from '../model/agent.ts';
import { looseLine, objectIn, textIn, tokensIn } from './loose-json.ts';
import type { SessionPorts } from './dialect.ts';

const REQUEST = 'xpar-base';
const ASK = `${JSON.stringify({ type: 'control_request', request_id: REQUEST, request: { subtype: 'get_context_usage', detail: 'summary' } })}\n`;
const PATIENCE_MS = 30_000;
const GRACE_MS = 500;

/** Asks Claude Code how full its window is before anything was said to it: its own count, without a request to the model. */
export async function claudeOverhead(
  start: {
    readonly argv: readonly string[];
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly sandbox?: Enclosure;
  },
  { commands, clock }: Pick<SessionPorts, 'commands' | 'clock'>,
): Promise<Overhead> {
  const { cwd, env, sandbox } = start;
  const argv = sandbox === undefined ? start.argv : sandbox.wrap(start.argv);
  const isKept = sandbox?.isKeeper === true;
  const running = commands.start({ argv, cwd, env, isKept });
  const over = new AbortController();
  running.write(ASK);
  void clock.wait(PATIENCE_MS, over.signal).then(() => (over.signal.aborted ? undefined : running.stop(GRACE_MS)));
  let told: Overhead | undefined;
  let errors = '';
  for await (const { from, text } of running.lines) {
    if (from === 'stderr') errors = text.slice(0, 200);
    told ??= from === 'stdout' ? overheadIn(text) : undefined;
    if (told === undefined) continue;
    running.closeInput();
    void running.stop(GRACE_MS);
  }
  const { missing } = await running.ended;
  over.abort();
  if (missing) return { problem: `there is no program \`${argv[0] ?? ''}\`` };
  return told ?? { problem: errors === '' ? 'it did not say how full its context is' : errors };
}

function overheadIn(line: string): Overhead | undefined {
  const said = looseLine(line);
  if (said === undefined || textIn(said, 'type') !== 'control_response') return undefined;
  const response = objectIn(said, 'response');
  if (textIn(response, 'request_id') !== REQUEST) return undefined;
  const tokens = tokensIn(objectIn(response, 'response'), 'totalTokens');
  if (tokens !== undefined && tokens > 0) return { tokens };
  return { problem: textIn(response, 'error') ?? 'it did not say how full its context is' };
}
