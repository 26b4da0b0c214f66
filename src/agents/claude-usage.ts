import { addTokens, NO_TOKENS, type TokenSplit } from '../model/budget.ts';
import type { ClaudeState, Step } from './claude-state.ts';
import { requestEvent } from './event-line.ts';
import { has, numberIn, objectIn, textIn, tokensIn, type Loose } from './loose-json.ts';
import { withRequest, type RequestUse } from './meter.ts';

/** One copy of a message's usage. A request is told when its last figures are in, or when the next one begins. */
export function copyOf(state: ClaudeState, chain: string, message: Loose): Step {
  const id = textIn(message, 'id');
  if (id === undefined) return { state, events: [] };
  const before = state.current.get(chain);
  const closed = before === undefined || before === id ? { state, events: [] } : tell(state, before);
  const use = useOf(chain, objectIn(message, 'usage'), closed.state.requests.get(id)?.split);
  const requests = withRequest(closed.state.requests, id, use);
  const { retrying: _, errorType: __, ...calm } = closed.state;
  return { state: { ...calm, requests, current: new Map(closed.state.current).set(chain, id) }, events: closed.events };
}

function useOf(chain: string, usage: Loose, known: TokenSplit = NO_TOKENS): RequestUse {
  const split = {
    input: tokensIn(usage, 'input_tokens') ?? known.input,
    cacheWrite: tokensIn(usage, 'cache_creation_input_tokens') ?? known.cacheWrite,
    cacheRead: tokensIn(usage, 'cache_read_input_tokens') ?? known.cacheRead,
    output: tokensIn(usage, 'output_tokens') ?? known.output,
  };
  return { main: chain === '', contextTokens: split.input + split.cacheWrite + split.cacheRead, split };
}

export function tell(state: ClaudeState, id: string): Step {
  const use = state.requests.get(id);
  if (use === undefined || state.told.has(id)) return { state, events: [] };
  return { state: { ...state, told: new Set(state.told).add(id) }, events: [requestEvent(use)] };
}

/** `--include-partial-messages`: the start of a message tells its context at once, its end the true output. */
export function streamEvent(state: ClaudeState, said: Loose): Step {
  const event = objectIn(said, 'event');
  const chain = chainOf(said);
  switch (textIn(event, 'type') ?? '') {
    case 'message_start':
      return copyOf(state, chain, objectIn(event, 'message'));
    case 'message_delta': {
      const id = state.current.get(chain);
      const known = id === undefined ? undefined : state.requests.get(id);
      if (id === undefined || known === undefined) return { state, events: [] };
      const use = useOf(chain, objectIn(event, 'usage'), known.split);
      return tell({ ...state, requests: withRequest(state.requests, id, use) }, id);
    }
  }
  return { state, events: [] };
}

export function chainOf(said: Loose): string {
  return textIn(said, 'parent_tool_use_id') ?? '';
}

/** Only what this run used: `modelUsage` and `total_cost_usd` go on counting in a resumed session, `usage` leaves sub-agents out. */
export function totalsOf(said: Loose, isFirst: boolean): TokenSplit | undefined {
  // Versions without the field: the totals of a first result are the run's own, where its session is.
  const key = ['model_usage_since_last_result', ...(isFirst ? ['modelUsage'] : [])].find((name) => has(said, name));
  if (key === undefined) return undefined;
  const models = objectIn(said, key);
  return Object.keys(models)
    .map((model) => objectIn(models, model))
    .map((used): TokenSplit => {
      const usd = numberIn(used, 'costUSD');
      return {
        input: tokensIn(used, 'inputTokens') ?? 0,
        cacheWrite: tokensIn(used, 'cacheCreationInputTokens') ?? 0,
        cacheRead: tokensIn(used, 'cacheReadInputTokens') ?? 0,
        output: tokensIn(used, 'outputTokens') ?? 0,
        ...(usd === undefined ? {} : { usd }),
      };
    })
    .reduce(addTokens, { ...NO_TOKENS, usd: 0 });
}
