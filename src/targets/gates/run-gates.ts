import path from 'node:path';
import type { CommandResult } from '../../host/host.ts';
import type { GateConfig } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import type { GateRun } from '../../model/record.ts';
import { environmentFor, QUIET_GIT } from '../../run/environment.ts';
import { excerpt } from '../../run/excerpt.ts';
import { digestOf } from '../../stale/fingerprint.ts';
import type { Build } from '../run/build.ts';
import { portEnv } from '../lane/lane-ports.ts';
import { climb, ladder } from './gate-ladder.ts';
import { countTests } from './gate-report.ts';
import { relatedTests, testsAmong } from './related-tests.ts';
import { slots } from './slots.ts';

const MOST_REPORT_BYTES = 64 * 1024 * 1024;

export interface GatePlace {
  /** Checkout of exactly the tree that is judged. */
  readonly folder: string;
  readonly story: string;
  /** The commit whose tree it is. */
  readonly commit: string;
  /** Changed paths, for `{files}` (those that are still there) and `{tests}`. */
  readonly paths: readonly string[];
  /** Folder for logs and reports, outside the checkout. */
  readonly logs: string;
  /** The suite: every test is concerned. */
  readonly isWhole?: boolean;
  /** The lane's own, for what its tests serve. */
  readonly port?: number;
}

export type GateRed = Extract<Problem, { reason: 'gate-red' | 'no-tests-ran' | 'too-few-tests' }>;

export type GateVerdict =
  | { readonly green: true; readonly runs: readonly GateRun[]; readonly digest: string }
  | {
      readonly green: false;
      readonly problem: GateRed;
      readonly runs: readonly GateRun[];
      /** The program could not be started: nothing was judged. */
      readonly missing: boolean;
    }
  | { readonly green: 'interrupted' };

interface Judged {
  readonly run: GateRun;
  readonly problem?: GateRed;
  readonly missing: boolean;
}

/**
 * Runs the gates up their ladder, static first, those of one rung side by side, and stops at the first that is not green. The exit
 * code judges; a report can only take a pass away.
 */
export async function runGates(build: Build, gates: readonly GateConfig[], place: GatePlace): Promise<GateVerdict> {
  const judged = new Map<string, Judged>();
  const stopped = new AbortController();
  const lists = await listsFor(build, gates, place);
  await build.host.files.makeFolder(place.logs);
  await climb(
    gates,
    Math.max(1, build.host.machine.cpus),
    async (gate) => {
      if (lists.isIdle(gate)) return true;
      const signal = AbortSignal.any([build.interrupted, stopped.signal]);
      const one = await inSlot(Math.max(1, build.host.machine.cpus), () =>
        judge(build, gate, { ...place, lists: lists.concerned, signal }),
      );
      // What was cut off because another is red says nothing.
      if (stopped.signal.aborted) return false;
      judged.set(gate.name, one);
      return one.problem === undefined;
    },
    () => stopped.abort(),
  );
  if (build.interrupted.aborted) return { green: 'interrupted' };
  const all = ladder(gates).flatMap(({ name }) => judged.get(name) ?? []);
  const runs = all.map(({ run }) => run);
  const red = all.find(({ problem }) => problem !== undefined);
  if (red?.problem) return { green: false, problem: red.problem, runs, missing: red.missing };
  return { green: true, runs, digest: digestOf(runs.map((run) => run.digest).join(' ')) };
}

/** Gates of all lanes and of the suite, one for each processor at most. */
const inSlot = slots();

/** What placeholders that are arguments of their own become. */
interface Lists {
  /** There is nothing of what the gate is about: it has nothing to say. */
  isIdle(gate: GateConfig): boolean;
  readonly concerned: ReadonlyMap<string, readonly string[]>;
}

async function listsFor(build: Build, gates: readonly GateConfig[], place: GatePlace): Promise<Lists> {
  const changed = await stillThere(build, place);
  const tests = gates.some(({ command }) => command.includes('{tests}'))
    ? await testsFor(build, place)
    : { all: [], related: [] };
  const concerned = new Map([
    ['{files}', changed],
    ['{tests}', tests.related ?? tests.all],
  ]);
  const isNothing = (gate: GateConfig, word: string, list: readonly string[] | undefined): boolean =>
    gate.command.includes(word) && list?.length === 0;
  return {
    concerned,
    isIdle: (gate) => isNothing(gate, '{files}', changed) || isNothing(gate, '{tests}', tests.related),
  };
}

/** In the suite, and where nobody can tell which tests are concerned, all of them; of a project whose tests nobody knows, none is named. */
async function testsFor(
  { host, project }: Build,
  place: GatePlace,
): Promise<{ readonly all: readonly string[]; readonly related?: readonly string[] }> {
  const tracked = [...(await host.git.files(project.repository.top, place.commit)).keys()];
  const all = testsAmong(tracked);
  const related = place.isWhole ? undefined : await relatedTests(host.files, place.folder, { tracked, changed: place.paths });
  return related === undefined ? { all } : { all, related };
}

async function judge(build: Build, gate: GateConfig, at: Started): Promise<Judged> {
  const { files } = build.host;
  const plain = gate.name.replaceAll(/[^\w.-]/g, '_');
  // Two names may come to the same file.
  const name = plain === gate.name ? plain : `${plain}-${digestOf(gate.name).slice(0, 8)}`;
  const [log, report] = [path.join(at.logs, `${name}.log`), path.join(at.logs, `${name}.report`)];
  await files.remove(report);
  const result = await runGate(build, gate, { ...at, log, report });
  const told = gate.report && (await reported(build, gate.report, { report, log }));
  const tests = gate.report === undefined ? undefined : countTests(gate.report, told ?? '');
  const problem = verdict(gate, { result, tests, log, story: at.story });
  const { code, timedOut, digest, durationMs } = result;
  return {
    run: { gate: gate.name, code, timedOut, digest, durationMs, ...(tests === undefined ? {} : { tests }) },
    missing: result.missing,
    ...(problem === undefined ? {} : { problem }),
  };
}

/** What stands in the report, or was printed instead where its form is lines. One beyond all reason is none. */
async function reported(
  { host }: Build,
  kind: NonNullable<GateConfig['report']>,
  at: { readonly report: string; readonly log: string },
): Promise<string | undefined> {
  const read = async (file: string): Promise<string | undefined> => {
    const found = await host.files.readInside(path.dirname(file), path.basename(file), MOST_REPORT_BYTES);
    return found.ok ? Buffer.from(found.bytes).toString() : undefined;
  };
  return (await read(at.report)) ?? (kind === 'tap' || kind === 'go' ? read(at.log) : undefined);
}

async function stillThere(build: Build, place: GatePlace): Promise<readonly string[]> {
  const there = await Promise.all(place.paths.map((name) => build.host.files.exists(path.join(place.folder, name))));
  return place.paths.filter((_, at) => there[at]);
}

interface Started extends GatePlace {
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly signal: AbortSignal;
}

function runGate(build: Build, gate: GateConfig, at: Started & { log: string; report: string }): Promise<CommandResult> {
  const { host } = build;
  const argv = gate.command.flatMap((word) => expand(word, at));
  const env = environmentFor(host.machine.env, gate.env ?? [], { ...QUIET_GIT, ...portEnv(at.port) });
  return host.commands.run({ argv, cwd: at.folder, env, timeoutMs: gate.timeoutMs, logFile: at.log, signal: at.signal });
}

/** Placeholders become arguments, never shell text: lists as many as there are, the others inside their word. */
function expand(word: string, at: Started & { report: string }): readonly string[] {
  const list = at.lists.get(word);
  if (list !== undefined) return list.map((name) => (name.startsWith('-') ? `./${name}` : name));
  return [word.replaceAll('{story}', () => at.story).replaceAll('{report}', () => at.report)];
}

function verdict(
  gate: GateConfig,
  run: { result: CommandResult; tests: number | undefined; log: string; story: string },
): GateRed | undefined {
  const { result, tests, log, story } = run;
  if (result.code !== 0)
    return { reason: 'gate-red', story, gate: gate.name, exit: exitText(result, gate), tail: excerpt(result.tail), log };
  if (tests === 0) return { reason: 'no-tests-ran', story, gate: gate.name, log };
  const least = gate.minTests ?? 1;
  return tests === undefined || tests >= least
    ? undefined
    : { reason: 'too-few-tests', story, gate: gate.name, tests, least, log };
}

function exitText(result: CommandResult, gate: GateConfig): string {
  if (result.missing) return `${gate.command[0]} was not found`;
  if (result.timedOut) return `no end after ${Math.round(gate.timeoutMs / 1000)} s`;
  return result.signal === null ? `exit code ${result.code}` : `ended by ${result.signal}`;
}
