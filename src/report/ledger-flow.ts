import { billedTokens } from '../model/budget.ts';
import type { ClashKind, ClashStep } from '../model/clash.ts';
import type { LedgerSession, StepEnd } from '../model/history.ts';
import type { ReportFacts } from '../model/report.ts';
import { proportion, type Proportion } from './interval.ts';
import { isSilent, median, quantile, spendOf } from './ledger-sums.ts';
import { spansOf, timesOf, type Span } from './ledger-spans.ts';
import type { Batch, Flow } from './ledger-types.ts';

/** How work went through: times, conflicts, gates, rework, and what side by side was worth. */
export function flowOf(
  facts: Pick<ReportFacts, 'history' | 'sequential'>,
  sessions: readonly LedgerSession[],
  integrations: ReportFacts['state']['integrations'],
  cameIn: (session: LedgerSession) => boolean,
): Flow {
  const { steps, words, waves, clashes, verdicts } = facts.history;
  const runs = batchesOf(sessions, integrations, spansOf(sessions, facts.history));
  const elapsed = runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
  const cycle = cycleOf(sessions, integrations);
  return {
    ...(cycle === undefined ? {} : { cycle }),
    ...gatesOf(steps),
    ...wavesOf(waves),
    ...clashesOf(clashes),
    verdicts,
    rework: reworkOf(sessions, cameIn),
    approvals: {
      accepted: sum(verdicts, (one) => one.accepted),
      rejected: sum(verdicts, (one) => one.rejected),
      ...words,
      ...blocksOf(facts.history.asked),
    },
    runs,
    ...(elapsed === 0 ? {} : { speedup: runs.reduce((sum, { workMs }) => sum + workMs, 0) / elapsed }),
    ...(facts.sequential === undefined ? {} : { sequential: facts.sequential }),
  };
}

/** What lanes waited for a person with. */
function blocksOf(asked: ReportFacts['history']['asked']): Pick<Flow['approvals'], 'asked'> {
  const times = asked.filter((ms) => ms !== undefined);
  if (asked.length === 0) return {};
  const open = asked.length - times.length;
  return { asked: { n: asked.length, open, ...(times.length === 0 ? {} : { medianMs: median(times) }) } };
}

/** From the first session since the integration before to the integration. */
function cycleOf(
  sessions: readonly LedgerSession[],
  integrations: ReportFacts['state']['integrations'],
): Flow['cycle'] | undefined {
  const before = new Map<string, number>();
  const times: number[] = [];
  const byStory = Map.groupBy(sessions, ({ story }) => story);
  for (const { story, at } of [...integrations].sort((a, b) => a.at - b.at)) {
    const since = before.get(story) ?? -Infinity;
    const first = byStory.get(story)?.find(({ startedAt }) => startedAt > since && startedAt <= at);
    if (first !== undefined) times.push(at - first.startedAt);
    before.set(story, at);
  }
  return times.length === 0 ? undefined : { n: times.length, medianMs: median(times), p80Ms: quantile(times, 0.8) };
}

function gatesOf(steps: readonly StepEnd[]): Pick<Flow, 'conflicts' | 'gates' | 'firstGates'> {
  const merges = steps.filter(({ step }) => step === 'integrate');
  const gates = steps.filter(({ step }) => step === 'gate');
  const firsts = [...Map.groupBy(gates, ({ story }) => story).values()].map((group) => group[0]!);
  const share = <K extends string>(
    name: K,
    all: readonly StepEnd[],
    is: (step: StepEnd) => boolean,
  ): { [Name in K]?: Proportion } =>
    all.length === 0 ? {} : ({ [name]: proportion(all.filter(is).length, all.length) } as { [Name in K]: Proportion });
  return {
    ...share('conflicts', merges, ({ reason }) => reason === 'merge-conflict'),
    ...share('gates', gates, ({ ok }) => ok),
    ...share('firstGates', firsts, ({ ok }) => ok),
  };
}

function wavesOf(waves: ReportFacts['history']['waves']): Pick<Flow, 'waves'> {
  if (waves.length === 0) return {};
  return {
    waves: {
      n: waves.length,
      lanes: sum(waves, ({ stories }) => stories.length),
      landed: sum(waves, ({ landed }) => landed.length),
      ejected: sum(waves, ({ ejected }) => ejected.length),
      conflicts: sum(waves, ({ conflicts }) => conflicts.length),
      flakes: sum(waves, ({ flakes }) => flakes),
      gates: sum(waves, ({ gates }) => gates),
      durationMs: sum(waves, ({ durationMs }) => durationMs),
    },
  };
}

function clashesOf(clashes: ReportFacts['history']['clashes']): Pick<Flow, 'clashes'> {
  if (clashes.length === 0) return {};
  const count = (is: (clash: (typeof clashes)[number]) => boolean): number => clashes.filter(is).length;
  const kinds = (kind: ClashKind): number => count((clash) => clash.kind === kind);
  const settled = (step: ClashStep): number => count((clash) => clash.isSettled && clash.step === step);
  return {
    clashes: {
      n: clashes.length,
      kinds: { textual: kinds('textual'), semantic: kinds('semantic'), 'golden-file': kinds('golden-file') },
      settled: {
        order: settled('order'),
        union: settled('union'),
        mergiraf: settled('mergiraf'),
        rebase: settled('rebase'),
        again: settled('again'),
        person: settled('person'),
      },
      open: count(({ isSettled }) => !isSettled),
      foretold: count(({ foretold }) => foretold),
    },
  };
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** Sessions of the same story, or part of it, in the same role, beyond the first. */
function reworkOf(sessions: readonly LedgerSession[], cameIn: (session: LedgerSession) => boolean): Flow['rework'] {
  const byTask = Map.groupBy(sessions, ({ story, subtask, role }) => JSON.stringify([story, subtask, role]));
  const again = [...byTask.values()].filter((group) => group.length > 1);
  const sunk = sessions.filter((session) => !cameIn(session));
  return {
    sessions: again.reduce((sum, group) => sum + group.length - 1, 0),
    of: sessions.length,
    stories: new Set(again.map(([first]) => first!.story)).size,
    ...(sunk.length > 0 && sunk.every(isSilent) ? {} : { sunkTokens: billedTokens(spendOf(sunk)) }),
  };
}

function batchesOf(
  sessions: readonly LedgerSession[],
  integrations: ReportFacts['state']['integrations'],
  spans: ReadonlyMap<string, readonly Span[]>,
): readonly Batch[] {
  const landed = Map.groupBy(integrations, ({ run }) => run);
  return [...Map.groupBy(sessions, ({ run }) => run)].map(([run, group]) => {
    return {
      run,
      at: Math.min(...group.map(({ startedAt }) => startedAt)),
      sessions: group.length,
      integrated: landed.get(run)?.length ?? 0,
      sideBySide: mostAtOnce(group),
      ...timesOf(spans.get(run) ?? []),
    };
  });
}

function mostAtOnce(sessions: readonly LedgerSession[]): number {
  const turns = sessions
    .flatMap(({ startedAt, durationMs }) => [
      { at: startedAt, by: 1 },
      { at: startedAt + durationMs, by: -1 },
    ])
    .sort((a, b) => a.at - b.at || a.by - b.by);
  let [now, most] = [0, 0];
  for (const { by } of turns) most = Math.max(most, (now += by));
  return most;
}
