/** Tokens of the pretended model per word, number or sign of a text. */
const TOKENS_PER_PIECE = 1.25;
/** Share of what a session adds to its context that the model writes itself. */
const OUTPUT_SHARE = 0.35;

/** About as many tokens as a model would count in a text, and always the same. */
export function tokensOf(text) {
  return Math.round(TOKENS_PER_PIECE * (text.match(/\p{L}+|\p{N}{1,3}|[^\s\p{L}\p{N}]+|\n+/gu) ?? []).length);
}

/**
 * The requests of a session that starts with `floor` tokens and adds `multiplier` times as many, evenly. What stood in
 * the context before a request is read from the cache; the last answer is the last thing added.
 */
export function requestsOf(floor, { multiplier, requests }) {
  const step = (floor * multiplier) / requests;
  const contexts = Array.from({ length: requests }, (_, index) => Math.round(floor + index * step));
  return contexts.map((context, index) => {
    const cacheRead = contexts[index - 1] ?? 0;
    const isLast = index === requests - 1;
    const output = Math.round(isLast ? step : step * OUTPUT_SHARE);
    return { id: `m${index + 1}`, input: 0, cacheRead, cacheWrite: context - cacheRead, output, context };
  });
}
