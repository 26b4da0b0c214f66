/** An ADR's id: `id` compares (`ADR-14`), `shownId` is as written (`ADR-0014`). */
export interface AdrId {
  readonly id: string;
  readonly shownId: string;
}

const DATED = /^(?:19|20)\d{2}-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])(?:[-_ ]|$)/;
const NUMBERED = /^(?:adr[-_ ]?)?(?<digits>\d+)(?:[-_ .].*)?$/i;

/** The id in a file's stem or in a reference: `ADR-14`, `0014`, `adr-0014-title`; a dated stem is its own id. Undefined: no id. */
export function adrId(written: string): AdrId | undefined {
  const text = written.trim();
  if (DATED.test(text)) return { id: text, shownId: text };
  const digits = NUMBERED.exec(text)?.groups?.['digits'];
  if (digits === undefined) return undefined;
  return { id: `ADR-${digits.replace(/^0+(?=\d)/, '')}`, shownId: `ADR-${digits}` };
}

/** A reference in canonical form; what is no id stays as written, so that it can be reported as such. */
export function canonicalAdrId(written: string | number): string {
  return adrId(String(written))?.id ?? String(written);
}
