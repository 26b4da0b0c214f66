const NO_COLUMN = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** East Asian wide and fullwidth characters, and emoji shown as pictures. */
const TWO_COLUMNS =
  /^[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** How many columns of a terminal a text without colours takes. */
export function columnsOf(text: string): number {
  return Array.from(text).reduce((sum, character) => sum + widthOf(character), 0);
}

/** As much of the beginning of a text as fits. */
export function cutToColumns(text: string, columns: number): string {
  let taken = 0;
  let out = '';
  for (const character of text) {
    taken += widthOf(character);
    if (taken > columns) break;
    out += character;
  }
  return out;
}

function widthOf(character: string): number {
  if (NO_COLUMN.test(character)) return 0;
  return TWO_COLUMNS.test(character) ? 2 : 1;
}

const ESCAPE = String.fromCharCode(27);
const COLOUR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`);

/** Cuts to the terminal's width, colours not counted. */
export function clip(line: string, columns: number): string {
  let seen = 0;
  let out = '';
  for (const piece of line.split(COLOUR)) {
    if (piece.startsWith(ESCAPE)) {
      out += piece;
      continue;
    }
    out += cutToColumns(piece, columns - 1 - seen);
    seen += columnsOf(piece);
  }
  return out;
}
