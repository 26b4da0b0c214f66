import path from 'node:path';
import type { CommandResult } from '../host/host.ts';
import type { GateConfig } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import type { GateRun } from '../model/record.ts';
import { environmentFor, QUIET_GIT } from '../run/environment.ts';
import { excerpt } from '../run/excerpt.ts';
import { digestOf } from '../stale/fingerprint.ts';
import type { Build } from './build.ts';
import { portEnv } from './lane-ports.ts';
import { countTests } from './gate-report.ts';

export interface GatePlace {
  /** Checkout of exactly the tree that is judged. */
  readonly folder: string;
  readonly story: string;
  /** Changed paths, for `{files}`: those that are still there are passed. */
  readonly paths: readonly string[];
  /** Folder for logs and reports, outside the checkout. */
  readonly logs: string;
  /** The lane's own, for what its tests serve. */
  readonly port?: number;
}

export type GateVerdict =
  | { readonly green: true; readonly runs: readonly GateRun[]; readonly digest: string }
  | {
      readonly green: false;
      readonly problem: Extract<Problem, { reason: 'gate-red' | 'no-tests-ran' }>;
      readonly runs: readonly GateRun[];
      /** The program could not be started: nothing was judged. */
      readonly missing: boolean;
    }
  | { readonly green: 'interrupted' };

/** Runs the gates up their ladder, static first, and stops at the first that is not green. The exit code judges; a report can only take a pass away. */
export async function runGates(build: Build, gates: readonly GateConfig[], place: GatePlace): Promise<GateVerdict> {
  const runs: GateRun[] = [];
  const files = await stillThere(build, place);
  for (const gate of [...gates].sort((a, b) => a.rung - b.rung)) {
    // A gate about the changed files has nothing to say where none is left.
    if (files.length === 0 && gate.command.includes('{files}')) continue;
    const log = path.join(place.logs, `${gate.name.replaceAll(/[^\w.-]/g, '_')}.log`);
    const report = path.join(place.logs, `${gate.name.replaceAll(/[^\w.-]/g, '_')}.report`);
    await build.host.files.makeFolder(place.logs);
    await build.host.files.remove(report);
    const result = await runGate(build, gate, { ...place, paths: files, log, report });
    if (build.interrupted.aborted) return { green: 'interrupted' };
    const tests =
      gate.report === undefined
        ? undefined
        : countTests(gate.report, (await build.host.files.readText(report)) ?? (gate.report === 'tap' ? result.tail : ''));
    runs.push({
      gate: gate.name,
      code: result.code,
      timedOut: result.timedOut,
      digest: result.digest,
      durationMs: result.durationMs,
      ...(tests === undefined ? {} : { tests }),
    });
    const problem = verdict(gate, { result, tests, log, story: place.story });
    if (problem) return { green: false, problem, runs, missing: result.missing };
  }
  return { green: true, runs, digest: digestOf(runs.map((run) => run.digest).join(' ')) };
}

async function stillThere(build: Build, place: GatePlace): Promise<readonly string[]> {
  const there = await Promise.all(place.paths.map((name) => build.host.files.exists(path.join(place.folder, name))));
  return place.paths.filter((_, at) => there[at]);
}

function runGate(build: Build, gate: GateConfig, at: GatePlace & { log: string; report: string }): Promise<CommandResult> {
  const { host } = build;
  const argv = gate.command.flatMap((word) => expand(word, at));
  const env = environmentFor(host.machine.env, gate.env ?? [], { ...QUIET_GIT, ...portEnv(at.port) });
  return host.commands.run({ argv, cwd: at.folder, env, timeoutMs: gate.timeoutMs, logFile: at.log, signal: build.interrupted });
}

/** Placeholders become arguments, never shell text: `{files}` as many as there are, the others inside their word. */
function expand(word: string, at: GatePlace & { report: string }): readonly string[] {
  if (word === '{files}') return at.paths.map((name) => (name.startsWith('-') ? `./${name}` : name));
  return [word.replaceAll('{story}', () => at.story).replaceAll('{report}', () => at.report)];
}

function verdict(
  gate: GateConfig,
  run: { result: CommandResult; tests: number | undefined; log: string; story: string },
): Extract<GateVerdict, { green: false }>['problem'] | undefined {
  const { result, tests, log, story } = run;
  if (result.code !== 0)
    return { reason: 'gate-red', story, gate: gate.name, exit: exitText(result, gate), tail: excerpt(result.tail), log };
  return tests === 0 ? { reason: 'no-tests-ran', story, gate: gate.name, log } : undefined;
}

function exitText(result: CommandResult, gate: GateConfig): string {
  if (result.missing) return `${gate.command[0]} was not found`;
  if (result.timedOut) return `no end after ${Math.round(gate.timeoutMs / 1000)} s`;
  return result.signal === null ? `exit code ${result.code}` : `ended by ${result.signal}`;
}
