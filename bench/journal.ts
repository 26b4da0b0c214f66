// The journal that building every story of a graph once leaves: what `.xpar` holds after a year.
import fs from 'node:fs';
import path from 'node:path';
import type { JournalEntry } from '../src/model/record.ts';
import type { Parts, Step } from '../src/model/target.ts';
import { journalLine } from '../src/record/journal.ts';
import { layoutOf } from '../src/record/layout.ts';
import type { GraphStory } from './graph.ts';

/** A story that landed. */
export interface Landed {
  readonly story: GraphStory;
  readonly key: string;
  readonly what: Parts;
  readonly commit: string;
}

const BEGUN = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;
const RUN = 'bench';
const DIGEST = '0'.repeat(40);

export function writeJournal(folder: string, landed: readonly Landed[]): void {
  const layout = layoutOf(path.join(folder, '.git'));
  fs.mkdirSync(layout.folder, { recursive: true });
  fs.writeFileSync(layout.version, '1\n');
  fs.writeFileSync(layout.ignore, '*\n');
  const file = fs.openSync(layout.journal, 'w');
  fs.writeSync(file, journalLine({ t: 'run-started', at: BEGUN, run: RUN, command: 'xpar build' }));
  for (const [index, one] of landed.entries()) {
    const lines = entriesOf(one, BEGUN + index * MINUTE).map(journalLine);
    fs.writeSync(file, lines.join(''));
  }
  fs.writeSync(file, journalLine({ t: 'run-ended', at: BEGUN + landed.length * MINUTE, run: RUN, exit: 0 }));
  fs.closeSync(file);
}

function entriesOf({ story, key, what, commit }: Landed, at: number): readonly JournalEntry[] {
  const head = { at, run: RUN, story: story.id, key };
  const started = (step: Step): JournalEntry => ({ t: 'started', ...head, step, attempt: 1 });
  const files = Object.fromEntries(story.context.map((file) => [`file ${file}`, DIGEST]));
  const floor = {
    parts: [
      { kind: 'card' as const, name: 'card', tokens: 600 },
      ...story.adrs.map((name) => ({ kind: 'adr' as const, name, tokens: 300 })),
      ...story.context.map((name) => ({ kind: 'file' as const, name, tokens: 1500 })),
    ],
    tokens: 6000,
  };
  const worktree = { path: `/lanes/${story.id}`, branch: `xpar/${story.id}`, base: DIGEST };
  const work = { commit: DIGEST, tree: DIGEST, base: DIGEST, changed: true };
  const runs = [{ gate: 'test', code: 0, timedOut: false, digest: '0'.repeat(64), durationMs: 1080 }];
  return [
    started('budget-check'),
    { t: 'done', ...head, step: 'budget-check', parts: { card: key, ...files, tokenizer: 'o200k_base' }, output: { floor } },
    started('worktree'),
    { t: 'done', ...head, step: 'worktree', parts: { base: DIGEST, setup: '[]' }, output: worktree },
    started('implement'),
    { t: 'session', at, run: RUN, key, session: sessionOf(story.id, at) },
    { t: 'done', ...head, step: 'implement', parts: { ...what, model: 'claude-sonnet-4-6', agent: key }, output: work },
    started('gate'),
    { t: 'done', ...head, step: 'gate', parts: { tree: DIGEST, gates: key }, output: { tree: DIGEST, runs, digest: key } },
    started('integrate'),
    { t: 'integrated', ...head, commit, parts: what },
    { t: 'done', ...head, step: 'integrate', parts: { commit }, output: { commit } },
  ];
}

function sessionOf(story: string, at: number): Extract<JournalEntry, { t: 'session' }>['session'] {
  return {
    story,
    attempt: 1,
    agent: 'claude',
    model: 'claude-sonnet-4-6',
    settings: '659ded65a7140628',
    startedAt: at,
    durationMs: 161_000,
    outcome: 'completed',
    estimate: {
      rawFloorTokens: 6000,
      floorTokens: 7400,
      workingP50Tokens: 21_000,
      workingP80Tokens: 40_000,
      ceilingTokens: 47_400,
      baseTokens: 6200,
      hardTokens: 100_000,
    },
    actual: {
      firstContextTokens: 13_700,
      floorTokens: 7500,
      workingTokens: 20_000,
      peakTokens: 33_700,
      requests: 12,
      spend: { input: 3000, cacheWrite: 9000, cacheRead: 90_000, output: 2500, usd: 0.31 },
      spendSource: 'per-request',
    },
    censored: false,
  };
}
