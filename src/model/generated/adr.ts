// Generated from schemas/ by scripts/generate-types.ts: edit the schema.
/**
 * A decision that several stories rely on: the front matter of `adr/ADR-<n>-<slug>.md`. Files of MADR, adr-tools and log4brains are read as they are; other keys are kept and ignored.
 */
export interface AdrFrontMatter {
  /**
   * What was decided, in a few words. The first heading where it is not written.
   */
  title?: string;
  /**
   * proposed, accepted, rejected, deprecated or superseded. Capitals and `Superseded by ADR-12` are understood.
   */
  status?: string;
  /**
   * The day the decision was made or last changed.
   */
  date?: string;
  /**
   * ADRs this one builds on. Stories are merged in this order.
   */
  predecessors?: (string | number)[];
  /**
   * Raw tokens of the whole file in the reference tokenizer: what every story that has it in scope pays. `xpar budget --write` fills it in.
   */
  weight?: number | string;
  /**
   * Tests that hold the decision: `file`, `file::title` or `file::{title one, title two}`.
   */
  locked_in_by?: string[] | string;
  [k: string]: unknown;
}
