/** One failing test, as its runner's report tells it. */
export interface FailedTest {
  readonly name: string;
  /** Its file, from the top of the checkout; absent where the report does not say. */
  readonly file?: string;
  /** Import path of Go. */
  readonly package?: string;
  /** Message and stack, cut to a bound. */
  readonly detail: string;
}

/** Tests that ran under one name; an empty name stands for all of a file. */
export interface RanTests {
  readonly file?: string;
  readonly name: string;
  readonly tests: number;
}

/** What a report says of a run. Skipped tests did not run. */
export interface TestReport {
  readonly tests: number;
  readonly ran: readonly RanTests[];
  readonly failures: number;
  /** The first of them. */
  readonly failed: readonly FailedTest[];
}

export type ReportKind = 'junit' | 'tap' | 'vitest' | 'jest' | 'go';

/** `folder`: the checkout, as paths in the report begin. `module`: of Go, what import paths begin with. */
export interface ReportText {
  readonly kind: ReportKind;
  readonly text: string;
  readonly folder: string;
  readonly module?: string;
}

/** A test by its file and name, on one line. */
export function testName({ file, package: of, name }: Pick<FailedTest, 'file' | 'package' | 'name'>): string {
  const place = file ?? of;
  if (place === undefined) return name;
  return name === '' || name === place ? place : `${place} > ${name}`;
}
