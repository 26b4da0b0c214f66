/** A story that a run is about to do. */
export interface AnnouncedStory {
  readonly id: string;
  readonly title: string;
  readonly agent: string;
  readonly model: string;
  /** base + ceiling, native tokens: the bar's full length. */
  readonly ceilingTokens: number;
  readonly hardTokens: number;
  /** All that take turns in its session, it among them; absent: a session of its own. */
  readonly shares?: readonly string[];
  /** It was asked for and cannot run: nothing of it is in the sum. */
  readonly held?: true;
}
