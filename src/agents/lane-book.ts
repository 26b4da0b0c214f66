/** What a lane's own server may tell its agent: written before the session, and nothing else is read. */
export interface LaneBook {
  readonly schemaVersion: 1;
  readonly story: string;
  readonly title: string;
  readonly card: string;
  readonly adrs: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  /** Native tokens. */
  readonly budget: { readonly floorTokens: number; readonly ceilingTokens: number; readonly hardTokens: number };
}

/** How the session stands, after each of its requests. Native tokens. */
export interface LaneMeterFile {
  readonly contextTokens: number;
  readonly spentTokens: number;
  readonly requests: number;
}

/** Undefined where it is none: it lies where an agent may write. */
export function readBook(text: string | undefined): LaneBook | undefined {
  const book = parsed(text) as Partial<LaneBook> | undefined;
  const isWhole = typeof book?.story === 'string' && typeof book.card === 'string' && Array.isArray(book.adrs);
  return isWhole && typeof book.budget === 'object' ? (book as LaneBook) : undefined;
}

export function readMeter(text: string | undefined): LaneMeterFile | undefined {
  const meter = parsed(text) as Partial<LaneMeterFile> | undefined;
  return typeof meter?.contextTokens === 'number' ? (meter as LaneMeterFile) : undefined;
}

function parsed(text: string | undefined): unknown {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return value instanceof Object ? value : undefined;
  } catch {
    return undefined;
  }
}
