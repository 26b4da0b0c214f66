import path from 'node:path';
import type { CommandResult } from '../../host/host.ts';
import type { GateConfig } from '../../model/config.ts';
import type { GateRun } from '../../model/record.ts';
import type { FailedTest, TestReport } from '../../model/test-report.ts';
import { environmentFor, QUIET_GIT } from '../../run/environment.ts';
import { digestOf } from '../../stale/fingerprint.ts';
import type { Build } from '../run/build.ts';
import { portEnv } from '../lane/lane-ports.ts';
import { climb, ladder } from './gate-ladder.ts';
import { gateReport } from './gate-report.ts';
import { gateVerdict, goneRed, type GateRed } from './gate-verdict.ts';
import { missingTests, rememberTests, type Ground, type KnownTests } from './known-tests.ts';
import { relatedTests, testsAmong } from './related-tests.ts';
import { slots } from './slots.ts';

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
  /** Nothing but the tree stands there, and all of each gate is run: what ran can be remembered of the tree. */
  readonly isTreeAlone?: boolean;
  /** Tests that ran on what the work stands on: none of them may be gone that is not the work's to take away. */
  readonly known?: { readonly ground: Ground; readonly tests: KnownTests };
}

export type GateVerdict =
  | { readonly green: true; readonly runs: readonly GateRun[]; readonly digest: string }
  | {
      readonly green: false;
      readonly problem: GateRed;
      /** What the report of the gate that was red says failed, where it has one. */
      readonly failed: readonly FailedTest[];
      readonly runs: readonly GateRun[];
      /** The program could not be started: nothing was judged. */
      readonly missing: boolean;
    }
  | { readonly green: 'interrupted' };

interface Judged {
  readonly run: GateRun;
  readonly log: string;
  readonly report?: TestReport;
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
      const work = (): Promise<Judged> => judge(build, gate, { ...place, lists: lists.concerned, signal });
      const ran = await inSlot(Math.max(1, build.host.machine.cpus), work, build.inLine);
      const one = await heldAgainstGround(build, gate, place, ran);
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
  if (red?.problem) return { green: false, problem: red.problem, failed: red.report?.failed ?? [], runs, missing: red.missing };
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
  const { files, clock } = build.host;
  const plain = gate.name.replaceAll(/[^\w.-]/g, '_');
  // Two names may come to the same file.
  const name = plain === gate.name ? plain : `${plain}-${digestOf(gate.name).slice(0, 8)}`;
  const [log, report] = [path.join(at.logs, `${name}.log`), path.join(at.logs, `${name}.report`)];
  // Whatever stands there was not written by this run.
  await files.remove(report);
  const begunAt = clock.now();
  const result = await runGate(build, gate, { ...at, log, report });
  const told = await gateReport(build, gate, { report, log, folder: at.folder, begunAt });
  const tests = told && (told.ok ? told.report.tests : 0);
  const problem = gateVerdict(gate, { result, told, log, story: at.story });
  const { code, timedOut, digest, durationMs } = result;
  return {
    run: { gate: gate.name, code, timedOut, digest, durationMs, ...(tests === undefined ? {} : { tests }) },
    missing: result.missing,
    log,
    ...(told?.ok === true ? { report: told.report } : {}),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** A green gate with a report: what ran is held against what ran on the ground, and remembered. */
async function heldAgainstGround(build: Build, gate: GateConfig, place: GatePlace, ran: Judged): Promise<Judged> {
  const { report, log, problem } = ran;
  if (report === undefined || problem !== undefined) return ran;
  const tests = place.known?.tests.get(gate.name);
  if (tests !== undefined) {
    const gone = await missingTests(build, tests, { ran: report.ran, ground: place.known!.ground, commit: place.commit });
    const red = goneRed({ story: place.story, gate: gate.name, log }, gone, tests);
    if (red) return { ...ran, problem: red };
  }
  if (place.isTreeAlone === true)
    await rememberTests(build, gate, { commit: place.commit, isWhole: place.isWhole === true, ran: report.ran });
  return ran;
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
