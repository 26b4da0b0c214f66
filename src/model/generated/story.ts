// Generated from schemas/ by scripts/generate-types.ts: edit the schema.
/**
 * One slice of work: the front matter of `stories/<id>.md`. The file's stem is the story's id.
 */
export interface StoryFrontMatter {
  /**
   * Optional. Must equal the file's stem.
   */
  id?: string;
  /**
   * What this story is, in a few words. It becomes the subject of the story's commit.
   */
  title: string;
  /**
   * The customer's word, never written by xpar. `draft`: being thought about; `ready`: may be built; `blocked`: waits for something outside; `dropped`: will not be built.
   */
  status: 'draft' | 'ready' | 'blocked' | 'dropped';
  /**
   * The kind of work. Picks the agent: the key of `agents` in the config; `default` where there is no such key.
   */
  type?: string;
  /**
   * Among stories that could go next, the lower goes first. 100 when not written.
   */
  priority?: number;
  /**
   * What the session is expected to load and to add, in raw tokens of the reference tokenizer (o200k), whatever the model: `xpar budget --write` measures and fills in all but the model. A ready story needs one.
   */
  budget?: {
    /**
     * The model the story is budgeted for. A session on another model is refused.
     */
    model: string;
    /**
     * Raw tokens the session must load to begin: card, ADRs in scope, context files.
     */
    floor?: number | string;
    /**
     * Raw tokens the session may add to its floor: what four sessions in five stay under (P80), learned in tokens of the model and brought back to raw ones, so that floor + working = ceiling.
     */
    working?: number | string;
    /**
     * Floor and working together, in raw tokens. Counted in tokens of the model, and with the agent's own base, it must fit into the model's smart zone.
     */
    ceiling?: number | string;
  };
  /**
   * ADRs in scope: loaded into the session, paid for, and a change of their contract makes the story stale.
   */
  adrs?: string[];
  /**
   * Files the agent reads to begin, from the top of the repository.
   */
  context?: string[];
  /**
   * Files the agent may change: the story's lock scope. Not declared: it runs alone and its scope is not checked.
   */
  files?: string[];
  /**
   * Stories that must be integrated before this one starts.
   */
  depends_on?: string[];
  /**
   * Parts of the story that can be done side by side and are merged before its gate.
   */
  subtasks?: {
    /**
     * Unique within the story.
     */
    id: string;
    /**
     * What the subtask does.
     */
    title: string;
    /**
     * Files this subtask may change.
     */
    files?: string[];
    /**
     * Subtasks of this story that come first.
     */
    depends_on?: string[];
  }[];
  /**
   * Extra gates of the config, by name, that this story has to pass.
   */
  gates?: string[];
  /**
   * Protected files and locked tests that this story may change all the same.
   */
  allow_protected?: string[];
}
