import { readFileSync } from 'node:fs';
import { readAdr } from '../../src/cards/read-adr.ts';
import { readStory } from '../../src/cards/read-story.ts';
import type { Adr, Story } from '../../src/model/card.ts';
import type { GateConfig } from '../../src/model/config.ts';
import type { JournalEntry } from '../../src/model/record.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { Parts, Step } from '../../src/model/target.ts';
import { foldJournal, storyState } from '../../src/record/fold.ts';
import { decide, type Decisions, type StoryFacts } from '../../src/stale/decide.ts';
import { budgetParts, gateParts, implementParts, keyOf, whatParts, type How } from '../../src/stale/fingerprint.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const fixture = (name: string): string => readFileSync(new URL(`../fixtures/cards/${name}`, import.meta.url), 'utf8');

export const CARD: string = fixture('weigh-parcel.md');
export const ADR: string = fixture('ADR-3-weights-in-grams.md');

export const GATES: readonly GateConfig[] = [
  { name: 'test', rung: 3, command: ['npm', 'test'], timeoutMs: 600_000, onRequest: false },
];
const HOW: How = { model: 'claude-sonnet-4-6', agent: 'claude', brief: '1' };

/** A card and its ADR as a person has them on disk. */
export interface Desk {
  readonly card: string;
  readonly adr: string;
  readonly how: How;
  readonly gates: readonly GateConfig[];
  /** Blob of the one context file. */
  readonly contextBlob: string;
}

export const DESK: Desk = { card: CARD, adr: ADR, how: HOW, gates: GATES, contextBlob: 'blob-1' };

export interface Read {
  readonly story: Story;
  readonly adrs: readonly Adr[];
  readonly what: Parts;
  readonly key: string;
  readonly implement: Parts;
  readonly budget: Parts;
}

/** What the real readers and fingerprints make of it. */
export function read(desk: Desk): Read {
  const story = readStory('stories/weigh-parcel.md', bytes(desk.card)).story;
  const adr = readAdr('adr/ADR-3-weights-in-grams.md', bytes(desk.adr)).adr;
  if (story === undefined || adr === undefined) throw new Error('a card of this test cannot be read');
  const adrs = story.adrs.includes(adr.id) ? [adr] : [];
  const what = whatParts(story, adrs);
  const files = [{ path: 'src/parcel.mjs', blob: desk.contextBlob }];
  return {
    story,
    adrs,
    what,
    key: keyOf(what),
    implement: implementParts(what, desk.how),
    budget: budgetParts({ story, adrs, files, tokenizer: 'o200k', brief: desk.how.brief }),
  };
}

/** The journal of one story, and what git says, as its life goes on; every verb adds to it. */
export interface Life {
  /** What `decide` is told when the person's files stand like this. */
  facts(desk?: Desk, more?: Partial<StoryFacts>): StoryFacts;
  started(step: Step, desk?: Desk): Life;
  measured(desk?: Desk): Life;
  implemented(tree: string, desk?: Desk): Life;
  gated(desk?: Desk): Life;
  /** With gate `name` red. */
  failed(step: Step, gate: string, desk?: Desk): Life;
  integrated(desk?: Desk): Life;
  retry(): Life;
  /** `.xpar` is deleted: git remembers, the journal does not. */
  forgotten(): Life;
}

export function life(desk: Desk = DESK): Life {
  return lived([], {}, desk);
}

interface Git {
  readonly laneTip?: string;
  readonly integrated?: { readonly key: string; readonly commit: string };
}

function lived(journal: readonly JournalEntry[], git: Git, first: Desk): Life {
  const at = journal.length + 1;
  const head = (step: Step, desk: Desk) => ({ at, run: 'r1', story: 'weigh-parcel', step, key: read(desk).key }) as const;
  const add = (entry: JournalEntry, now: Git = git): Life => lived([...journal, entry], now, first);
  const last = () => storyState(foldJournal(journal), 'weigh-parcel');
  const life: Life = {
    facts(desk = first, more = {}) {
      const { story, what, implement, budget } = read(desk);
      const laneThere = git.laneTip !== undefined;
      const seen = {
        status: story.status,
        what,
        implement,
        budget,
        gates: desk.gates,
        scope: story.files,
        last: last(),
        laneThere,
      };
      const said = { problems: 0, maxAttempts: 3, ...seen, ...git, ...more };
      return { ...said, key: keyOf(said.what) };
    },
    started: (step, desk = first) => add({ t: 'started', ...head(step, desk), attempt: 1 }),
    measured: (desk = first) =>
      add({ t: 'done', ...head('budget-check', desk), parts: read(desk).budget, output: { floor: { parts: [], tokens: 0 } } }),
    implemented(tree, desk = first) {
      const commit = `commit-of-${tree}-${at}`;
      return add(
        {
          t: 'done',
          ...head('implement', desk),
          parts: read(desk).implement,
          output: { commit, tree, base: 'base', changed: true },
        },
        { ...git, laneTip: commit },
      );
    },
    gated(desk = first) {
      const { tree } = last().steps.implement!.output;
      return add({
        t: 'done',
        ...head('gate', desk),
        parts: gateParts(tree, desk.gates, read(desk).story.files),
        output: { tree, runs: [], digest: '' },
      });
    },
    failed: (step, gate, desk = first) =>
      add({ t: 'failed', ...head(step, desk), counts: true, failure: 'red', problem: redGate(gate) }),
    integrated(desk = first) {
      const { what, key } = read(desk);
      const commit = `merge-${at}`;
      return add(
        { t: 'integrated', at, run: 'r1', story: 'weigh-parcel', key, commit, parts: what },
        { integrated: { key, commit } },
      );
    },
    retry: () => add({ t: 'retry', at, story: 'weigh-parcel' }),
    forgotten: () => lived([], git, first),
  };
  return life;
}

/** What a red gate leaves in the journal. */
export function redGate(gate: string): Problem {
  return { reason: 'gate-red', story: 'weigh-parcel', gate, exit: 'exit code 1', tail: '', log: 'gate.log' };
}

/** The desk with one piece of its card or ADR rewritten; a piece that is not there is the test's mistake. */
export function edited(what: 'card' | 'adr', from: string, to: string, desk: Desk = DESK): Desk {
  if (!desk[what].includes(from)) throw new Error(`the ${what} does not say: ${from}`);
  return { ...desk, [what]: desk[what].replace(from, () => to) };
}

/** Each step as `state code`, so that a whole decision can be read. */
export function shown(facts: StoryFacts): Record<keyof Decisions, string> {
  const decisions = decide(facts);
  return Object.fromEntries(
    Object.entries(decisions).map(([step, { state, reason }]) => [step, `${state} ${reason.code}`]),
  ) as Record<keyof Decisions, string>;
}
