const MAX_LINES = 40;
const MAX_CHARACTERS = 6000;
const BEFORE = 1;
const AFTER = 9;
const TAIL = 8;

/** Lines that runners begin a failure with: TAP, node:test, vitest and jest, mocha, pytest, go, cargo, and plain errors. */
const FAILURE =
  /^\s*(not ok\b|FAIL\b|FAILED\b|--- FAIL|✖|✗|×|●|E {2,}|\d+\) |panicked at|thread '.*' panicked|\S*Error\b|error(\[\w+\])?:)/;

/** What a person, or the next attempt, needs of a red run's output: where it says that something failed, and its end. */
export function excerpt(output: string): string {
  const lines = output.trimEnd().split('\n');
  if (lines.length <= MAX_LINES) return lines.join('\n').slice(-MAX_CHARACTERS);
  const chosen = chooseLines(lines);
  const shown = chosen.flatMap((at, index) => (index > 0 && chosen[index - 1] !== at - 1 ? ['...', lines[at]!] : [lines[at]!]));
  return shown.join('\n').slice(-MAX_CHARACTERS);
}

/** Line numbers in order: windows from the first failure on while there is room, then the end. */
function chooseLines(lines: readonly string[]): number[] {
  const end = lines.length - TAIL;
  const near = new Set<number>();
  for (let at = 0; at < end && near.size < MAX_LINES - TAIL; at++) {
    if (!FAILURE.test(lines[at]!)) continue;
    for (let line = Math.max(0, at - BEFORE); line <= Math.min(end - 1, at + AFTER); line++) near.add(line);
    at += AFTER;
  }
  const start = near.size > 0 ? end : lines.length - MAX_LINES;
  return [...[...near].slice(0, MAX_LINES - TAIL), ...Array.from({ length: lines.length - start }, (_, at) => start + at)];
}
