import { stripVTControlCharacters } from 'node:util';
import type { FailedTest, RanTests, TestReport } from '../model/test-report.ts';

/** One result of a report. `file`: as the report writes it. */
export interface TestCase {
  readonly name: string;
  readonly file?: string | undefined;
  readonly package?: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly detail?: string;
}

const MOST_FAILED = 50;
const MOST_DETAIL = 4_000;
const MOST_NAME = 300;
/** Beyond it tests are told by file alone. */
const MOST_NAMES = 20_000;

/** The results added up; paths below `folder` told from there, others not at all. */
export function reportOf(cases: readonly TestCase[], folder: string): TestReport {
  const ran = cases.filter(({ state }) => state !== 'skipped');
  const failed = ran.filter(({ state }) => state === 'failed');
  const byName = grouped(ran, folder, (one) => nameIn(one, folder));
  return {
    tests: ran.length,
    ran: byName.length > MOST_NAMES ? grouped(ran, folder, () => '') : byName,
    failures: failed.length,
    failed: failed.slice(0, MOST_FAILED).map((one) => failedTest(one, folder)),
  };
}

function failedTest({ name, file, package: of, detail = '' }: TestCase, folder: string): FailedTest {
  const inside = file === undefined ? undefined : below(folder, file);
  return {
    name: fromTop(name, folder).slice(0, MOST_NAME),
    ...(inside === undefined ? {} : { file: inside }),
    ...(of === undefined ? {} : { package: of }),
    detail: fromTop(stripVTControlCharacters(detail), folder).trim().slice(0, MOST_DETAIL),
  };
}

/** Without where the checkout lies: that is another folder in every lane. Never empty, which stands for all of a file. */
function nameIn({ name }: Pick<TestCase, 'name'>, folder: string): string {
  return fromTop(name, folder).slice(0, MOST_NAME) || '(without a name)';
}

/** Stacks name files from the top of the checkout. */
function fromTop(text: string, folder: string): string {
  return text.replaceAll(`file://${folder}/`, '').replaceAll(`${folder}/`, '').replaceAll(folder, '.');
}

function grouped(cases: readonly TestCase[], folder: string, nameOf: (one: TestCase) => string): readonly RanTests[] {
  const paths = new Map<string | undefined, string | undefined>();
  const groups = new Map<string, { file?: string; name: string; tests: number }>();
  for (const one of cases) {
    if (!paths.has(one.file)) paths.set(one.file, one.file === undefined ? undefined : below(folder, one.file));
    const file = paths.get(one.file) ?? one.package;
    const name = nameOf(one);
    const key = `${file ?? ''}\0${name}`;
    const group = groups.get(key);
    if (group) group.tests += 1;
    else groups.set(key, { ...(file === undefined ? {} : { file }), name, tests: 1 });
  }
  return [...groups.values()];
}

/** A path of the checkout; undefined where it is none. */
function below(folder: string, file: string): string | undefined {
  const plain = file
    .replace(/^file:\/\//, '')
    .replaceAll('\\', '/')
    .replace(/^\/([A-Za-z]:\/)/, '$1');
  const root = `${folder.replaceAll('\\', '/')}/`;
  const inside = plain.startsWith(root) ? plain.slice(root.length) : plain.replace(/^(?:\.\/)+/, '');
  return /^(?:\/|[A-Za-z]:\/|\.\.(?:\/|$)|$)|\p{Cc}/u.test(inside) ? undefined : inside;
}
