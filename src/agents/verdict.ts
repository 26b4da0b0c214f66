import type { ReviewVerdict } from '../model/agent.ts';
import { has, looseLine, objectIn, textIn, type Loose } from './loose-json.ts';

const MOST = 50;
const LENGTH = 500;

/** A line `{"type":"verdict",...}` of `schemas/agent-event.schema.json`; what is wrong with one is said with its place. */
export function verdictOf(told: Loose): ReviewVerdict {
  const word = textIn(told, 'verdict');
  if (word !== 'accept' && word !== 'refuse') return unusable('/verdict', '"accept" or "refuse"', told['verdict']);
  const given: unknown = has(told, 'criteria') ? told['criteria'] : [];
  if (!Array.isArray(given)) return unusable('/criteria', 'a list', given);
  const criteria = given.slice(0, MOST).map((one: unknown, index) => criterionOf(one, index));
  const faulty = criteria.find((one) => 'fault' in one);
  if (faulty) return { word: 'unusable', fault: faulty.fault };
  const unmet = criteria.flatMap((one) => ('unmet' in one ? one.unmet : []));
  if (word === 'accept')
    return unmet.length === 0 ? { word } : unusable('/verdict', '"refuse", where a criterion is not met', word);
  const reason = textIn(told, 'reason') ?? '';
  const reasons = [...unmet, ...(reason.trim() === '' ? [] : [oneLine(reason)])];
  return reasons.length === 0 ? unusable('/criteria', 'a criterion that is not met, or a `reason`', 'none') : { word, reasons };
}

/** The last verdict in an agent's last words, each on a line of its own: for those that cannot write to `$XPAR_EVENTS`. */
export function verdictIn(report: string | undefined): ReviewVerdict | undefined {
  const told = (report ?? '').split('\n').flatMap((line): Loose[] => {
    const object = looseLine(line.trim());
    return object === undefined ? [] : [object];
  });
  const last = told.findLast((line) => textIn(line, 'type') === 'verdict');
  return last && verdictOf(last);
}

type Criterion = { readonly fault: string } | { readonly met: true } | { readonly unmet: string };

function criterionOf(given: unknown, index: number): Criterion {
  const one = objectIn({ given }, 'given');
  const at = `/criteria/${index}`;
  const [criterion, met, reason] = [textIn(one, 'criterion') ?? '', one['met'], textIn(one, 'reason') ?? ''];
  if (criterion.trim() === '') return { fault: faultText(`${at}/criterion`, 'the text of a criterion', one['criterion']) };
  if (typeof met !== 'boolean') return { fault: faultText(`${at}/met`, 'true or false', met) };
  if (met) return { met };
  if (reason.trim() === '') return { fault: faultText(`${at}/reason`, 'why it is not met', one['reason']) };
  return { unmet: `${oneLine(criterion)}: ${oneLine(reason)}` };
}

function unusable(at: string, expected: string, found: unknown): ReviewVerdict {
  return { word: 'unusable', fault: faultText(at, expected, found) };
}

function faultText(at: string, expected: string, found: unknown): string {
  return `${at} of its verdict: expected ${expected}, found ${oneLine(found === undefined ? 'nothing' : JSON.stringify(found))}`;
}

/** It goes into a brief and to a terminal. */
function oneLine(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim()
    .slice(0, LENGTH);
}
