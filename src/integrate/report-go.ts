import { fields, parsed, textOf } from './report-json.ts';
import type { TestCase } from './test-cases.ts';

const MOST_LINES = 60;
/** `    sum_test.go:12: three is not four`: from the package's folder. */
const OWN_FILE = /^(\s*)([\w.-]+\.go:\d+)/;

interface Reading {
  readonly output: Map<string, string[]>;
  readonly cases: TestCase[];
  readonly open: Set<string>;
  readonly module: string | undefined;
}

/** Results of `go test -json`; undefined for what is cut off: a package that began has no end, or a line is broken off. */
export function goCases(text: string, module?: string): readonly TestCase[] | undefined {
  const reading: Reading = { output: new Map(), cases: [], open: new Set(), module };
  let lines = 0;
  for (const line of text.split('\n')) {
    if (!line.startsWith('{')) continue;
    const told = parsed(line);
    if (told === undefined) return undefined;
    if (textOf(fields(told)['Action']) !== undefined) lines += 1;
    take(reading, fields(told));
  }
  return lines > 0 && reading.open.size === 0 ? withoutSums(reading.cases) : undefined;
}

function take(reading: Reading, told: Readonly<Record<string, unknown>>): void {
  const [action, of, test] = [textOf(told['Action']), textOf(told['Package']), textOf(told['Test'])];
  if (action === undefined || of === undefined) return;
  const key = `${of}\0${test ?? ''}`;
  if (action === 'output') keep(reading, { key, of }, textOf(told['Output']) ?? '');
  const isEnd = action === 'pass' || action === 'fail' || action === 'skip';
  if (!isEnd) return void reading.open.add(of);
  const detail = (reading.output.get(key) ?? []).join('');
  reading.output.delete(key);
  if (test !== undefined) reading.cases.push({ name: test, package: of, ...ended(action, detail) });
  else packageEnd(reading, { of, action, detail });
}

function keep({ output, module }: Reading, { key, of }: { readonly key: string; readonly of: string }, line: string): void {
  const lines = output.get(key) ?? [];
  output.set(key, lines);
  lines.push(placed(line, of, module));
  if (lines.length > MOST_LINES) lines.shift();
}

function ended(action: 'pass' | 'fail' | 'skip', detail: string): Pick<TestCase, 'state' | 'detail'> {
  if (action === 'fail') return { state: 'failed', detail };
  return { state: action === 'pass' ? 'passed' : 'skipped' };
}

/** A package that failed without any test that did could not be built, or broke off. */
function packageEnd(reading: Reading, { of, action, detail }: { of: string; action: string; detail: string }): void {
  reading.open.delete(of);
  const isExplained = reading.cases.some((one) => one.package === of && one.state === 'failed');
  if (action === 'fail' && !isExplained) reading.cases.push({ name: '', package: of, state: 'failed', detail });
}

/** A test that holds others fails with any of them: its own red says nothing new. */
function withoutSums(cases: readonly TestCase[]): readonly TestCase[] {
  const holders = new Set(
    cases
      .filter(({ state }) => state === 'failed')
      .flatMap(({ name, package: of }) => {
        const steps = name.split('/');
        return steps.slice(1).map((_, at) => `${of}\0${steps.slice(0, at + 1).join('/')}`);
      }),
  );
  return cases.map((one) =>
    one.state === 'failed' && holders.has(`${one.package}\0${one.name}`) ? { ...one, state: 'passed' as const } : one,
  );
}

function placed(line: string, of: string, module: string | undefined): string {
  if (module === undefined || !of.startsWith(`${module}/`)) return line;
  return line.replace(OWN_FILE, (_, space: string, file: string) => `${space}${of.slice(module.length + 1)}/${file}`);
}
