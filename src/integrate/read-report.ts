import type { ReportKind, ReportText, TestReport } from '../model/test-report.ts';
import { goCases } from './report-go.ts';
import { jsonCases } from './report-json.ts';
import { junitCases } from './report-junit.ts';
import { tapCases } from './report-tap.ts';
import { reportOf, type TestCase } from './test-cases.ts';

type Reader = (text: string, module?: string) => readonly TestCase[] | undefined;

const READERS: Readonly<Record<ReportKind, Reader>> = {
  junit: junitCases,
  tap: tapCases,
  vitest: jsonCases,
  jest: jsonCases,
  go: goCases,
};

/** What a report says; undefined for one that is empty, cut off or something else. */
export function readReport({ kind, text, folder, module }: ReportText): TestReport | undefined {
  const cases = READERS[kind](text, module);
  return cases && reportOf(cases, folder);
}
