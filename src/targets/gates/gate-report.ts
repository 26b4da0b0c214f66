import type { GateConfig } from '../../model/config.ts';

type Counter = (text: string) => number;

/** How many tests a report says were run (skipped ones not counted); 0 for a report that is empty, cut off or something else. */
export function countTests(kind: NonNullable<GateConfig['report']>, text: string): number {
  return COUNTERS[kind](text);
}

const COUNTERS: Readonly<Record<NonNullable<GateConfig['report']>, Counter>> = {
  junit: junitTests,
  tap: tapTests,
  vitest: jsonTests,
  jest: jsonTests,
  go: goTests,
};

/** Cases less those marked skipped. Counting tags needs no XML parser, and no entity can be expanded by one. */
function junitTests(text: string): number {
  const cases = text.match(/<testcase[\s>]/g)?.length ?? 0;
  const skipped = text.match(/<skipped[\s/>]/g)?.length ?? 0;
  return Math.max(0, cases - skipped);
}

/** Result lines at any depth that are neither skipped nor to do, and that do not merely sum up a subtest's plan of none. */
function tapTests(text: string): number {
  return text.split('\n').filter((line) => /^\s*(not )?ok\b/.test(line) && !/#\s*(skip|todo)/i.test(line)).length;
}

/** The results themselves are counted: the sums beside them are whatever the report says they are. */
function jsonTests(text: string): number {
  const { testResults } = (parsed(text) ?? {}) as { testResults?: unknown };
  return listed(testResults)
    .flatMap((file) => listed((file as { assertionResults?: unknown } | null)?.assertionResults))
    .filter(hasRun).length;
}

function hasRun(result: unknown): boolean {
  const status = (result as { status?: unknown } | null)?.status;
  return status === 'passed' || status === 'failed';
}

/** One line each for what passed or failed; lines of whole packages name no test. */
function goTests(text: string): number {
  return text.split('\n').filter((line) => {
    const told = line.startsWith('{') ? (parsed(line) as { Action?: unknown; Test?: unknown } | undefined) : undefined;
    return typeof told?.Test === 'string' && (told.Action === 'pass' || told.Action === 'fail');
  }).length;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
