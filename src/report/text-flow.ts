import { billedTokens } from '../model/budget.ts';
import type { Sequential } from '../model/report.ts';
import { shown } from '../model/shown.ts';
import { clashesText } from './clash-text.ts';
import { countText, durationText, percentText, tokensText, usdText } from './amounts.ts';
import { barText, lastOf } from './bars.ts';
import { proportionText, type Proportion } from './interval.ts';
import type { Flow, LedgerReport, Velocity } from './ledger-types.ts';
import { tableText, type Column } from './table.ts';
import { known } from './text-stories.ts';

const MOST_ADRS = 10;
const MOST: Readonly<Record<Velocity['per'], number>> = { iteration: 14, day: 14, session: 6 };
const BAR = 16;

const right = (head: string): Column => ({ head, align: 'right' });

/** Section 6: what each ADR costs, the heaviest first. */
export function adrText({ adrs }: Pick<LedgerReport, 'adrs'>): string {
  if (adrs.length === 0) return 'No ADRs.';
  const most = Math.max(1, ...adrs.map(({ taxTokens }) => taxTokens));
  const rows = adrs
    .slice(0, MOST_ADRS)
    .map(({ adr, title, weightTokens, stories, taxTokens }) => [
      shown(adr),
      tokensText(weightTokens),
      String(stories),
      tokensText(taxTokens),
      barText(taxTokens / most, BAR),
      shown(title),
    ]);
  const total = adrs.reduce((sum, { taxTokens }) => sum + taxTokens, 0);
  const rest = adrs.length - rows.length;
  const more = rest > 0 ? ` · and ${countText(rest, 'ADR', 'ADRs')} more: xpar report --csv adrs` : '';
  const head = [{ head: 'ADR' }, right('weight'), right('stories'), right('tax'), { head: '' }, { head: 'title' }];
  return `${tableText(head, rows)}\n${tokensText(total)} in all: each story pays what is in its scope, in every session${more}`;
}

/** Section 7: raw estimates of what was integrated, with burn, yield and load factor beside them. */
export function velocityText({ velocity }: Pick<LedgerReport, 'velocity'>): string {
  const most = (per: Velocity['per']): number =>
    Math.max(1, ...velocity.filter((row) => row.per === per).map(({ estimatedTokens }) => estimatedTokens));
  const rows = (['iteration', 'day', 'session'] as const).flatMap((per) =>
    lastOf(
      velocity.filter((row) => row.per === per),
      MOST[per],
    ).shown.map((row) => [
      row.per,
      shown(row.key),
      String(row.stories),
      tokensText(row.estimatedTokens),
      barText(row.estimatedTokens / most(per), BAR),
      known(row.burnTokens, tokensText),
      known(row.yield, percentText),
      known(row.loadFactor, (factor) => `${factor.toFixed(2)}x`),
    ]),
  );
  const left = velocity.length - rows.length;
  const more = left > 0 ? `\n${left} earlier ones: xpar report --csv velocity` : '';
  const head = [{ head: 'per' }, { head: '' }, right('stories'), right('estimated'), { head: '' }];
  return `${tableText([...head, right('burn'), right('yield'), right('load')], rows)}${more}`;
}

/** Section 9: times, conflicts, gates, rework, and what side by side was worth. */
export function flowText(flow: Flow): string {
  const { cycle, rework, approvals, runs, speedup } = flow;
  const rows: readonly (readonly [string, string])[] = [
    [
      'cycle time',
      cycle === undefined
        ? 'nothing integrated yet'
        : `median ${durationText(cycle.medianMs)}, P80 ${durationText(cycle.p80Ms)}, n = ${cycle.n}`,
    ],
    ['conflicts', shareText(flow.conflicts, 'merge', 'merges')],
    ['gates green', shareText(flow.gates, 'gate', 'gates')],
    ['green at first', shareText(flow.firstGates, 'story', 'stories')],
    ['waves', wavesText(flow.waves)],
    ['integrator', 'context 0, burn 0: it uses no model'],
    ['clashes', clashesText(flow.clashes)],
    ['rework', reworkText(rework)],
    ['your word', approvalsText(approvals)],
    ['runs', runsText(runs)],
    ['speedup', speedup === undefined ? '?' : `${speedup.toFixed(2)}x: all that ran, one after the other, over the time it took`],
    ...sequentialRows(flow.sequential),
  ];
  const verdicts = verdictsText(flow.verdicts);
  return `${tableText([{ head: '' }, { head: '' }], rows).trimStart()}${verdicts === '' ? '' : `\n\n${verdicts}`}`;
}

export function shareText(share: Proportion | undefined, one: string, many: string): string {
  if (share === undefined) return 'none yet';
  const [said, early] = proportionText(share).split(', ');
  return `${said} of ${countText(share.of, one, many)}${early === undefined ? '' : `, ${early}`}`;
}

export function wavesText(waves: Flow['waves']): string {
  if (waves === undefined) return 'none yet: no suite was run on merged lanes';
  const { n, lanes, landed, ejected, conflicts, flakes, gates, durationMs } = waves;
  const left = [`${ejected} left out as red`, `${conflicts} with conflicts`, countText(flakes, 'flake', 'flakes')].join(', ');
  const each = landed === 0 ? '' : `, ${(gates / landed).toFixed(2)} for each that landed`;
  return `${countText(n, 'wave', 'waves')} of ${countText(lanes, 'lane', 'lanes')}: ${landed} landed, ${left}; ${gates.toFixed(1)} full gates in ${durationText(durationMs)}${each}`;
}

export function reworkText({ sessions, of, stories, sunkTokens }: Flow['rework']): string {
  const sunk = known(sunkTokens, tokensText);
  return `${sessions} of ${countText(of, 'session', 'sessions')} went to ${countText(stories, 'story', 'stories')} once more; ${sunk} tokens in work that is not integrated`;
}

export function approvalsText({ accepted, rejected, retried, takenAsDone, landings, asked }: Flow['approvals']): string {
  return `${askedText(asked)}${accepted} accepted, ${rejected} sent back, ${retried} retried, ${takenAsDone} taken as done, ${countText(landings, 'landing', 'landings')}`;
}

function askedText(asked: Flow['approvals']['asked']): string {
  if (asked === undefined) return '';
  const { n, open, medianMs } = asked;
  const until = medianMs === undefined ? [] : [`median ${durationText(medianMs)} to the answer`];
  const how = [...until, ...(open > 0 ? [`${open} open`] : [])].join(', ');
  return `${countText(n, 'question', 'questions')} waited for you (${how}), `;
}

/** Stories that a person sent back, or whose gates were not all green, and what was said of each; empty where there are none. */
function verdictsText(verdicts: Flow['verdicts']): string {
  const told = verdicts.filter(({ accepted, rejected, gates }) => accepted + rejected > 0 || gates.green < gates.of);
  if (told.length === 0) return '';
  const rows = told.map(({ story, accepted, rejected, gates }) => [
    shown(story),
    String(accepted),
    String(rejected),
    `${gates.green} of ${gates.of}`,
  ]);
  return tableText([{ head: 'story' }, right('accepted'), right('sent back'), right('gates green')], rows);
}

export function runsText(runs: Flow['runs']): string {
  const most = Math.max(0, ...runs.map(({ sideBySide }) => sideBySide));
  const integrated = runs.reduce((sum, one) => sum + one.integrated, 0);
  const mean = runs.length === 0 ? '' : `, ${(integrated / runs.length).toFixed(1)} integrated in each`;
  return `${countText(runs.length, 'run', 'runs')}${mean}; at most ${most} side by side`;
}

/** What the runs cost, beside one session after the other. */
export function sequentialRows(sums: Sequential | undefined): readonly (readonly [string, string])[] {
  if (sums === undefined) return [['one session', 'too early to tell: no run had two sessions that told their usage']];
  const { parallel, sequential, peakOfZone, sessions } = sums;
  const cost = (split: Sequential['parallel']): string =>
    `${tokensText(billedTokens(split))} burned, ${tokensText(split.cacheRead)} read from cache${split.usd === undefined ? '' : `, ${usdText(split.usd)}`}`;
  return [
    ['as it ran', `${cost(parallel)} (n = ${sessions})`],
    [
      'one session',
      `${cost(sequential)}, at ${percentText(peakOfZone)} of the smart zone: an estimate, one story after the other`,
    ],
  ];
}
