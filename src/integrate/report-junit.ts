import { SaxesParser } from 'saxes';
import type { TestCase } from './test-cases.ts';

interface Open {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** How many results there were when it began. */
  readonly casesBefore: number;
}

interface Reading {
  readonly open: Open[];
  readonly cases: TestCase[];
  /** Of the case that is open. */
  state: TestCase['state'];
  detail: string[];
}

const ROOT = /^testsuites?$/;
const FAILED = /^(?:failure|error)$/;
const CODE_PATH = /^[^\s:]+\.(?:[cm]?[jt]sx?|py|rb|php|go|rs|java|kt|cs)$/;

/**
 * Results of JUnit's XML; undefined for what is cut off, holds no test suite, or is no such XML. Runners write control characters
 * and entities that XML does not know: those are passed over, and never looked up.
 */
export function junitCases(text: string): readonly TestCase[] | undefined {
  const reading: Reading = { open: [], cases: [], state: 'passed', detail: [] };
  const parser = new SaxesParser({ position: false, xmlns: false });
  let [roots, isWhole] = [0, true];
  const add = (more: string): void => void (isFailing(reading.open) && reading.detail.push(more));
  parser.on('error', () => undefined);
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('opentag', ({ name, attributes }) => {
    if (reading.open.length === 0) [roots, isWhole] = [roots + 1, isWhole && ROOT.test(name)];
    const one = { name, attributes, casesBefore: reading.cases.length };
    reading.open.push(one);
    begin(reading, one);
  });
  parser.on('closetag', ({ name }) => {
    isWhole = end(reading, name) && isWhole;
  });
  parser.write(text);
  // Its `close` would close for it what was never closed.
  return isWhole && roots === 1 && reading.open.length === 0 ? reading.cases : undefined;
}

function begin(reading: Reading, { name, attributes }: Open): void {
  if (name === 'testcase') {
    reading.state = 'passed';
    reading.detail = [];
  } else if (name === 'skipped') {
    if (reading.state === 'passed') reading.state = 'skipped';
  } else if (FAILED.test(name) && reading.open.at(-2)?.name === 'testsuite') {
    // What a suite sets up or takes down is no test of its, and fails it all the same.
    const { name: suite = '' } = reading.open.at(-2)!.attributes;
    reading.cases.push({ name: suite, state: 'failed', detail: attributes['message'] ?? '' });
  } else if (isFailing(reading.open)) {
    if (reading.state === 'passed') reading.state = 'failed';
    reading.detail.push(attributes['message'] ?? '', '\n');
  }
}

/** A suite that counts failures and names none has some. */
function countsMore({ cases }: Reading, { attributes, casesBefore }: Open): void {
  const counted = ['failures', 'errors'].reduce((sum, one) => sum + (Number(attributes[one] ?? 0) || 0), 0);
  if (counted > 0 && !cases.slice(casesBefore).some(({ state }) => state === 'failed'))
    cases.push({ name: attributes['name'] ?? '', state: 'failed', detail: `${counted} failures that the report does not name` });
}

function end(reading: Reading, name: string): boolean {
  const { open, cases, state, detail } = reading;
  const last = open.pop();
  if (last?.name !== name) return false;
  if (name === 'testsuite') countsMore(reading, last);
  if (name === 'testcase') cases.push(caseOf(open, last.attributes, { state, detail: detail.join('') }));
  return true;
}

function isFailing(open: readonly Open[]): boolean {
  return FAILED.test(open.at(-1)?.name ?? '') && open.at(-2)?.name === 'testcase';
}

function caseOf(
  suites: readonly Open[],
  { name = '', classname = '', file }: Readonly<Record<string, string>>,
  { state, detail }: { readonly state: TestCase['state']; readonly detail: string },
): TestCase {
  const of = suites.filter((one) => one.name === 'testsuite').map(({ attributes }) => attributes);
  const names = [...of.map(({ name: one }) => one), classname];
  const told =
    file ?? of.findLast((one) => one['file'] !== undefined)?.['file'] ?? names.findLast((one) => CODE_PATH.test(one ?? ''));
  const python = told === undefined ? pythonFile(classname) : undefined;
  // Suites within suites are what a test is described in.
  const within = of.slice(1).flatMap((one) => (one['name'] === undefined || CODE_PATH.test(one['name']) ? [] : [one['name']]));
  const around = python === undefined ? within : [...within, ...python.classes];
  return { name: [...around, name].join(' > '), file: told ?? python?.file, state, ...(detail === '' ? {} : { detail }) };
}

/** `tests.test_scale.TestWeigh` is a class in `tests/test_scale.py`. */
function pythonFile(classname: string): { readonly file: string; readonly classes: readonly string[] } | undefined {
  const steps = classname.split('.');
  const at = steps.findLastIndex((step) => /^test_|_test$/.test(step));
  if (at < 0 || !steps.every((step) => /^\w+$/.test(step))) return undefined;
  return { file: `${steps.slice(0, at + 1).join('/')}.py`, classes: steps.slice(at + 1) };
}
