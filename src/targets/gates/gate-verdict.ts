import type { CommandResult } from '../../host/host.ts';
import type { GateConfig } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import { testName, type RanTests, type TestReport } from '../../model/test-report.ts';
import { excerpt } from '../../run/excerpt.ts';
import { failuresText, type GateReport } from './gate-report.ts';

const MOST_NAMED = 10;

export type GateRed = Extract<Problem, { reason: 'gate-red' | 'no-tests-ran' | 'too-few-tests' | 'tests-gone' }>;

/** Undefined where it is green: exit code 0, and where it has a report, one that tells of tests enough and of no failure. */
export function gateVerdict(
  gate: GateConfig,
  run: { readonly result: CommandResult; readonly told: GateReport | undefined; readonly log: string; readonly story: string },
): GateRed | undefined {
  const { result, told, log, story } = run;
  const common = { story, gate: gate.name, log };
  const report = told?.ok === true ? told.report : undefined;
  if (result.code !== 0)
    return {
      reason: 'gate-red',
      ...common,
      exit: exitText(result, gate),
      ...(failing(report) ?? { tail: excerpt(result.tail) }),
    };
  if (told === undefined) return undefined;
  if (!told.ok) return { reason: 'no-tests-ran', ...common, why: told.why };
  return reportRed(gate, common, told.report);
}

function reportRed(gate: GateConfig, common: Pick<GateRed, 'story' | 'gate' | 'log'>, report: TestReport): GateRed | undefined {
  const { tests, failures } = report;
  const words = failing(report);
  if (words) return { reason: 'gate-red', ...common, exit: `exit code 0, and ${failures} failed in its report`, ...words };
  if (tests === 0) return { reason: 'no-tests-ran', ...common };
  const least = gate.minTests ?? 1;
  return tests >= least ? undefined : { reason: 'too-few-tests', ...common, tests, least };
}

/** The failing tests in words, where the report tells of any. */
function failing(
  report: TestReport | undefined,
): Pick<Extract<GateRed, { reason: 'gate-red' }>, 'tail' | 'failing' | 'failures'> | undefined {
  if (report === undefined || report.failures === 0) return undefined;
  const { failed, failures } = report;
  return { tail: failuresText(report), failing: failed.slice(0, MOST_NAMED).map(testName), failures };
}

/** Green, but without tests that ran on what the work stands on. */
export function goneRed(
  common: Pick<GateRed, 'story' | 'gate' | 'log'>,
  gone: readonly RanTests[],
  known: readonly RanTests[],
): GateRed | undefined {
  const sum = (all: readonly RanTests[]): number => all.reduce((total, { tests }) => total + tests, 0);
  if (gone.length === 0) return undefined;
  return { reason: 'tests-gone', ...common, gone: gone.slice(0, MOST_NAMED).map(testName), count: sum(gone), known: sum(known) };
}

function exitText(result: CommandResult, gate: GateConfig): string {
  if (result.missing) return `${gate.command[0]} was not found`;
  if (result.timedOut) return `no end after ${Math.round(gate.timeoutMs / 1000)} s`;
  return result.signal === null ? `exit code ${result.code}` : `ended by ${result.signal}`;
}
