import { hash } from 'node:crypto';
import { codeOf, testForms, type TestForm } from './test-titles.ts';

/** Why a test that is named does not run: it is not there, it is skipped, or an `.only` elsewhere in its file shuts it out. */
export type NotRunning = 'gone' | 'skipped' | 'shut-out';

/** How a test that locks an ADR in stands: what it says, as 16 hex digits, or why it does not run. */
export type LockState = NotRunning | `=${string}`;

/** Of one test in a file's text, read and not run; without a title of the file as a whole. Comments and blanks are not looked at. */
export function lockState(text: string | undefined, title?: string): LockState {
  if (text === undefined) return 'gone';
  const code = codeOf(text);
  if (title === undefined) return said(code);
  const forms = testForms(code);
  const found = forms.filter((form) => form.title === title);
  if (found.length === 0) return 'gone';
  const running = found.find((form) => !isSkipped(code, forms, form));
  if (running === undefined) return 'skipped';
  return isShutOut(code, forms, running) ? 'shut-out' : said(bodyOf(code, forms, running));
}

export function isRunning(state: LockState): state is `=${string}` {
  return state.startsWith('=');
}

function said(code: string): LockState {
  return `=${hash('sha256', code.replaceAll(/\s+/g, ' ').trim(), 'hex').slice(0, 16)}`;
}

const SKIPPED_CALL = /\.(?:skip|skipIf|todo|failing|fixme)\b/;
const SKIPPED_ABOVE = /#\[ignore|@(?:pytest\.mark|unittest)\.skip|@(?:Disabled|Ignore)\b/;
const SKIPPED_INSIDE = /\b(?:t|pytest|self|this|ctx|context)\.(?:Skip(?:Now|f)?|skip(?:Test)?)\(/;

function isSkipped(code: string, forms: readonly TestForm[], form: TestForm): boolean {
  if (SKIPPED_CALL.test(form.head) || SKIPPED_ABOVE.test(form.head)) return true;
  if (SKIPPED_ABOVE.test(linesAbove(code, form.at)) || SKIPPED_INSIDE.test(bodyOf(code, forms, form))) return true;
  return around(code, forms, form).some(({ head }) => SKIPPED_CALL.test(head));
}

const ONLY = /\.only\b/;

function isShutOut(code: string, forms: readonly TestForm[], form: TestForm): boolean {
  if (!forms.some(({ head }) => ONLY.test(head))) return false;
  return !ONLY.test(form.head) && !around(code, forms, form).some(({ head }) => ONLY.test(head));
}

/** Suites that a test stands in. */
function around(code: string, forms: readonly TestForm[], { at }: TestForm): readonly TestForm[] {
  return forms.filter((form) => form.at < at && form.isCall && endOfCall(code, form.at) > at);
}

/** Attributes and decorators stand right above, with no blank line between. */
function linesAbove(code: string, at: number): string {
  const block = code.slice(0, at).split(/\n[ \t]*\n/);
  return (block.at(-1) ?? '')
    .split('\n')
    .slice(-4)
    .join('\n')
    .replace(/^[^]*[;}]\s*$/m, '');
}

function bodyOf(code: string, forms: readonly TestForm[], { at, isCall }: TestForm): string {
  if (isCall) return code.slice(at, endOfCall(code, at));
  const next = forms.map((form) => form.at).filter((start) => start > at);
  return code.slice(at, Math.min(code.length, ...next));
}

/** Just behind the bracket that closes the first call after `at`; the end of the text where none does. Quoted brackets do not count. */
function endOfCall(code: string, at: number): number {
  const TOKEN = /(['"`])(?:\\[^]|(?!\1)[^\\])*\1|[()]/g;
  TOKEN.lastIndex = at;
  let depth = 0;
  for (let token = TOKEN.exec(code); token !== null; token = TOKEN.exec(code)) {
    if (token[0] === '(') depth += 1;
    if (token[0] === ')') depth -= 1;
    // test.each(table)(title, body): what follows at once is part of the call.
    if (token[0] === ')' && depth === 0 && !/^\s*\(/.test(code.slice(TOKEN.lastIndex, TOKEN.lastIndex + 20)))
      return TOKEN.lastIndex;
  }
  return code.length;
}
