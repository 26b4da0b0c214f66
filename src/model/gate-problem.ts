import type { Place } from './place.ts';

/** The first failing tests by file and name, and how many there are: where the gate's report told. */
export interface FailingTests {
  readonly failing?: readonly string[];
  readonly failures?: number;
}

/** A gate that was not green, in a lane or as the suite. */
export type GateProblem =
  | Bare<'gate-red', { story: string; gate: string; exit: string; tail: string; log: string } & FailingTests>
  /** `why`: what is wrong with the report; absent where it tells of no test. */
  | Bare<'no-tests-ran', { story: string; gate: string; log: string; why?: string }>
  | Bare<'too-few-tests', { story: string; gate: string; tests: number; least: number; log: string }>
  /** `gone`: tests by file and name that ran on what the work stands on; `count`: how many of them, `known`: how many ran there. */
  | Bare<'tests-gone', { story: string; gate: string; gone: readonly string[]; count: number; known: number; log: string }>
  | Bare<
      'suite-red',
      {
        story: string;
        gate: string;
        tail: string;
        log: string;
        /** The heaviest first; `because` is absent in old journals. */
        suspects: readonly { story: string; paths: readonly string[]; because?: readonly string[] }[];
        /** Whoever needs it, and so stays out too. Absent in old journals. */
        dependents?: readonly string[];
        locks: readonly { adr: string; title: string; test: string }[];
        /** Of how many it was found, at which place from 1; what landed of them; the cost in full suites. Absent in old journals. */
        wave?: { stories: number; place: number; landed: number; gates: number; durationMs: number };
      } & FailingTests
    >
  | Bare<'suite-flaky', { story: string; gate: string; tail: string; log: string }>
  | Bare<'base-red', { gate: string; tail: string; log: string }>;

type Bare<R extends string, More> = { readonly reason: R; readonly place?: Place } & Readonly<More>;
