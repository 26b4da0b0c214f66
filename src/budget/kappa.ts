/** One session's first request beside the prompt it was sent, both net of the agent's base. */
export interface FloorObservation {
  /** Native tokens the provider counted. */
  readonly observedTokens: number;
  /** Tokens of the same text in the reference tokenizer. */
  readonly rawTokens: number;
}

const LEARNING_RATE = 0.3;

/** Native tokens per reference token, corrected by each session in turn, oldest first: ln k += 0.3 (ln(observed / raw) - ln k). */
export function learnKappa(seed: number, observations: readonly FloorObservation[]): number {
  const log = observations
    .filter(({ observedTokens, rawTokens }) => observedTokens > 0 && rawTokens > 0)
    .reduce((k, { observedTokens, rawTokens }) => k + LEARNING_RATE * (Math.log(observedTokens / rawTokens) - k), Math.log(seed));
  return Math.exp(log);
}
