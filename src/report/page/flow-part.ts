import { durationText, usdText } from '../amounts.ts';
import { clashesText } from '../clash-text.ts';
import type { Flow } from '../ledger-types.ts';
import { approvalsText, reworkText, runsText, sequentialRows, shareText, wavesText } from '../text-flow.ts';
import { drawBars } from './bars-plot.ts';
import { all, el, type Markup } from './markup.ts';
import { figure } from './plot.ts';

/** Times, conflicts, gates, rework, and what side by side was worth. */
export function flowPart(flow: Flow): Markup {
  const { cycle, approvals, speedup } = flow;
  const rows: readonly (readonly [string, string])[] = [
    [
      'Cycle time',
      cycle === undefined
        ? 'nothing integrated yet'
        : `median ${durationText(cycle.medianMs)}, four of five within ${durationText(cycle.p80Ms)} (n = ${cycle.n})`,
    ],
    ['Merge conflicts', shareText(flow.conflicts, 'merge', 'merges')],
    ['Gates green', shareText(flow.gates, 'gate', 'gates')],
    ['Green at first', shareText(flow.firstGates, 'story', 'stories')],
    ['Waves', wavesText(flow.waves)],
    ['Integrator', 'context 0, burn 0: it uses no model'],
    ['Clashes', clashesText(flow.clashes)],
    ['Rework', reworkText(flow.rework)],
    ['A person’s word', approvalsText(approvals)],
    ['Runs', runsText(flow.runs)],
    [
      'Speedup',
      speedup === undefined ? 'unknown' : `${speedup.toFixed(2)}x: all that ran, one after the other, over the time it took`,
    ],
    ...sequentialRows(flow.sequential).map(
      ([name, said]) => [name === 'as it ran' ? 'Cost as it ran' : 'In one session', said] as const,
    ),
  ];
  const { sequential } = flow;
  return all(
    el(
      'dl',
      {},
      rows.map(([name, said]) => [el('dt', {}, name), el('dd', {}, said)]),
    ),
    sequential?.parallel.usd === undefined || sequential.sequential.usd === undefined
      ? undefined
      : figure({
          id: 'sequential-plot',
          title: 'Cost as it ran, beside one session after the other',
          description: `${usdText(sequential.parallel.usd)} as it ran; about ${usdText(sequential.sequential.usd)} in one session.`,
          draw: drawBars(
            [
              { name: 'as it ran', value: sequential.parallel.usd, text: usdText(sequential.parallel.usd), tone: 'run' },
              {
                name: 'one session',
                value: sequential.sequential.usd,
                text: `${usdText(sequential.sequential.usd)}, estimated`,
                tone: 'over',
              },
            ],
            (usd) => `$${usd}`,
          ),
        }),
  );
}
