import type { AgentResult } from '../model/agent.ts';
import type { Story } from '../model/card.ts';
import type { GateRun } from '../model/record.ts';
import { ownerOf } from '../model/subtask-lane.ts';

/** What a session leaves for whoever comes next; `schemas/handoff.schema.json`. */
export interface Handoff {
  readonly schemaVersion: 1;
  readonly story: string;
  readonly objective: string;
  readonly checkpoint: {
    readonly completed: readonly string[];
    readonly pending: readonly string[];
    readonly blockers: readonly string[];
    readonly nextCommand: string;
  };
  readonly files: readonly string[];
  readonly acceptance: readonly { readonly criterion: string; readonly state: 'claimed' | 'open' }[];
  readonly architecture: { readonly adrs: readonly string[] };
  /** Where it was to look things up; `seen`: it read there, or a command of its names it. */
  readonly docs?: readonly { readonly source: string; readonly seen: boolean }[];
  readonly commands: readonly string[];
  readonly results: readonly { readonly gate: string; readonly passed: boolean; readonly tests?: number; readonly log: string }[];
  readonly risks: readonly string[];
  /** Where what it told differs from what git and the runner say. */
  readonly differences: readonly string[];
  readonly next: string;
  /** The agent's own words: its claim, not evidence. */
  readonly report?: string;
}

export interface HandoffInput {
  readonly story: Story;
  readonly result: AgentResult;
  /** Paths that differ from the base, as git tells them. */
  readonly files: readonly string[];
  /** Gates that have judged the work so far. */
  readonly gates: readonly GateRun[];
  readonly docs?: readonly string[];
}

/** Files come from git and results from the runner; of the agent's word only its report is taken, and named as such. */
export function handoffOf(input: HandoffInput): Handoff {
  const { story, result, files, gates, docs = [] } = input;
  const done = result.outcome === 'completed';
  return {
    schemaVersion: 1,
    story: ownerOf(story.id).story,
    objective: story.title,
    checkpoint: checkpointOf(input, done),
    files: files.toSorted(),
    acceptance: story.acceptance.map((criterion) => ({ criterion, state: done ? 'claimed' : 'open' })),
    architecture: { adrs: story.adrs },
    ...(docs.length === 0 ? {} : { docs: docs.map((source) => ({ source, seen: isSeen(source, result) })) }),
    commands: result.commands ?? [],
    results: gates.map(resultOf),
    risks: risksOf(result, files),
    differences: fileDifferences(result, files),
    next: nextOf(gates, done),
    ...(result.report === undefined ? {} : { report: result.report }),
  };
}

/** What its tools told: a file below the source, or a command that names it. An agent that tells of no fetches leaves an address unseen. */
function isSeen(source: string, { reads, commands = [] }: AgentResult): boolean {
  const folder = source.replace(/^\.\//, '').replace(/\/(?:\*\*?)?$/, '');
  if (folder === '') return false;
  return reads.some((file) => file === folder || file.startsWith(`${folder}/`)) || commands.some((line) => line.includes(folder));
}

/** The handoff after the gates have spoken: their results, and what is left to do. */
export function judgedHandoff(handoff: Handoff, gates: readonly GateRun[]): Handoff {
  const red = gates.filter((run) => !hasPassed(run)).map((run) => `gate ${run.gate} is red`);
  const { checkpoint } = handoff;
  return {
    ...handoff,
    results: gates.map(resultOf),
    differences: [...(handoff.differences ?? []), ...testDifferences(handoff.report ?? '', gates)],
    next: nextOf(gates, true),
    checkpoint: {
      ...checkpoint,
      ...(red.length === 0 ? { completed: ['implement', 'gate'], pending: ['integrate'] } : {}),
      blockers: [...checkpoint.blockers, ...red],
    },
  };
}

function resultOf(run: GateRun): Handoff['results'][number] {
  return { gate: run.gate, passed: hasPassed(run), ...(run.tests === undefined ? {} : { tests: run.tests }), log: run.digest };
}

function hasPassed(run: GateRun): boolean {
  return run.code === 0 && !run.timedOut && run.tests !== 0;
}

function checkpointOf({ story, result, gates }: HandoffInput, done: boolean): Handoff['checkpoint'] {
  const isGreen = gates.length > 0 && gates.every(hasPassed);
  const steps = ['implement', 'gate', 'integrate'];
  const completed = [done, done && isGreen].filter(Boolean).length;
  const red = gates.filter((run) => !hasPassed(run)).map((run) => `gate ${run.gate} is red`);
  return {
    completed: steps.slice(0, completed),
    pending: steps.slice(completed),
    blockers: [...(done ? [] : [`${result.outcome}: ${result.detail ?? 'no detail'}`]), ...red],
    nextCommand: `xpar ${(done && red.length === 0) || result.outcome === 'stopped' ? 'build' : 'retry'} ${ownerOf(story.id).story}`,
  };
}

function risksOf(result: AgentResult, files: readonly string[]): string[] {
  const risks = [
    result.denials > 0 && `${result.denials} of its tool calls were refused`,
    result.compactions > 0 && `its context was summarised ${result.compactions} times on the way`,
    result.unauditedCommands.length > 0 &&
      `${result.unauditedCommands.length} of its commands may have read files that are not in the audit`,
    result.spendSource === 'none' && 'what it used is unknown',
    result.outcome === 'completed' && files.length === 0 && 'it said it was done, and no file differs',
  ];
  return risks.filter((risk) => risk !== false);
}

/** What its tools told of, beside the commit. A command may change any file: where one ran, only what is missing is told. */
function fileDifferences({ edits, commands = [], outcome }: AgentResult, files: readonly string[]): string[] {
  if (outcome !== 'completed' || edits.length === 0) return [];
  const inside = edits.map((file) => file.replaceAll('\\', '/')).filter((file) => !/^(?:[A-Za-z]:)?\/|^\.\.\//.test(file));
  const missing = inside.filter((file) => !files.includes(file));
  const silent = commands.length > 0 ? [] : files.filter((file) => !inside.includes(file));
  return [
    ...missing.map((file) => `it told of editing ${file}, which is as it was`),
    ...silent.map((file) => `${file} differs, and it told of no edit`),
  ];
}

const CLAIM = /\btests?\b[^.\n]{0,60}\b(?:pass(?:es|ed|ing)?|green)\b/gi;
const DENIAL = /\b(?:no|not|none|cannot|can't|don't|doesn't|didn't|fail\w*|without|once|until|if|should)\b/i;

/** It says that tests pass, and the runner says otherwise. */
function testDifferences(report: string, gates: readonly GateRun[]): string[] {
  const claims = [...report.matchAll(CLAIM)].map(([words]) => words).filter((words) => !DENIAL.test(words));
  const red = gates.filter((run) => !hasPassed(run));
  const [claim] = claims;
  return claim === undefined ? [] : red.map(({ gate }) => `it says '${claim}', and gate ${gate} is red`);
}

function nextOf(gates: readonly GateRun[], done: boolean): string {
  if (!done) return 'Try again, with this failure in the brief.';
  const red = gates.find((run) => !hasPassed(run));
  if (red !== undefined) return `Make gate ${red.gate} green.`;
  return gates.length === 0 ? 'Run the gates.' : 'Integrate.';
}
