// Generated from schemas/ by scripts/generate-types.ts: edit the schema.
/**
 * What `xpar plan --out FILE` writes and `xpar build --plan FILE` reads. Token counts are native to the model.
 */
export interface PlanFile {
  format: 'xpar-plan';
  schemaVersion: 1;
  /**
   * The base branch and where it stood.
   */
  base: {
    name: string;
    commit: string;
  };
  start: string;
  /**
   * What was asked for, as on the command line.
   */
  asked: {
    targets: string[];
    filter?: string;
    adr?: string;
    since?: string;
    whatIf?: string[];
  };
  /**
   * In the order of integration.
   */
  jobs: {
    story: string;
    steps: ('budget-check' | 'worktree' | 'implement' | 'gate' | 'integrate')[];
    /**
     * Digest of what is asked: title, body, acceptance, contracts.
     */
    key: string;
    /**
     * Fingerprint by named parts: what is asked, how it is done, what its floor is measured from, what judges it.
     */
    parts: {
      [k: string]: string;
    };
    price?: Price;
  }[];
  price: Price;
}
export interface Price {
  /**
   * Stories that an agent implements.
   */
  toImplement: number;
  p50Tokens: number;
  ceilingTokens: number;
  usd?: number;
}
