/** A token count as it is put into a card, and the count that reads back from it. */
export interface WrittenFigure {
  readonly text: string;
  readonly tokens: number;
}

const STYLE = /^(?<about>~?)\d{1,7}(?:\.(?<decimals>\d+))?(?<thousand>[kK]?)$/;
/** From here on plain digits are more than the form of a count has room for. */
const THOUSANDS_ONLY = 1e7;
/** One decimal keeps a count in thousands within 50 tokens, which is what rules allow; three are exact. */
const DECIMALS = { fewest: 1, exact: 3 } as const;

/** A token count in the style that stood there before: `~3.4k` stays about and in thousands; all else is plain digits. */
export function figureLike(tokens: number, before: string): WrittenFigure {
  const { about = '', decimals = '', thousand = '' } = STYLE.exec(before)?.groups ?? {};
  if (tokens >= THOUSANDS_ONLY) return inThousands(tokens, DECIMALS.exact, { about, thousand: thousand || 'k' });
  if (thousand === '') return { text: `${about}${tokens}`, tokens };
  return inThousands(tokens, Math.min(Math.max(decimals.length, DECIMALS.fewest), DECIMALS.exact), { about, thousand });
}

function inThousands(tokens: number, decimals: number, marks: { about: string; thousand: string }): WrittenFigure {
  const number = (tokens / 1000).toFixed(decimals);
  return { text: `${marks.about}${number}${marks.thousand}`, tokens: Math.round(Number(number) * 1000) };
}
