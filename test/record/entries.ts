import fc from 'fast-check';
import type { JournalEntry, SessionRecord, State } from '../../src/model/record.ts';
import type { Step } from '../../src/model/target.ts';

interface About {
  readonly at?: number;
  readonly run?: string;
  readonly story?: string;
  readonly key?: string;
}

const head = (about: About, step: Step) => ({ at: 1, run: 'r1', story: 'login', key: 'k1', ...about, step });

export function started(step: Step, about: About = {}): JournalEntry {
  return { t: 'started', ...head(about, step), attempt: 1 };
}

export function implemented(about: About = {}): JournalEntry {
  return {
    t: 'done',
    ...head(about, 'implement'),
    parts: { body: 'b' },
    output: { commit: 'c', tree: 't', base: 'b', changed: true },
  };
}

export function worktreeDone(about: About = {}): Extract<JournalEntry, { t: 'done' }> {
  return {
    t: 'done',
    ...head(about, 'worktree'),
    parts: { base: 'b' },
    output: { path: '/lanes/login', branch: 'xpar/login', base: 'b', port: 10_000 },
  };
}

export function gated(about: About = {}): JournalEntry {
  return { t: 'done', ...head(about, 'gate'), parts: { tree: 't' }, output: { tree: 't', runs: [], digest: 'd' } };
}

export function failed(step: Step, about: About & { readonly counts?: boolean; readonly failure?: string } = {}): JournalEntry {
  const { counts = true, failure = 'red', ...rest } = about;
  return { t: 'failed', ...head(rest, step), counts, failure, problem: { reason: 'no-gates' } };
}

export function integrated(about: About = {}): JournalEntry {
  return { t: 'integrated', at: 1, run: 'r1', story: 'login', key: 'k1', commit: 'm', parts: { body: 'b' }, ...about };
}

/** A session that told everything, unless the test says otherwise. */
export function sessionOf(more: Partial<SessionRecord> = {}): SessionRecord {
  return {
    story: 'login',
    attempt: 1,
    agent: 'claude',
    model: 'claude-sonnet-4-6',
    startedAt: 0,
    durationMs: 161_000,
    outcome: 'completed',
    estimate: {
      rawFloorTokens: 1700,
      floorTokens: 2000,
      workingP50Tokens: 7000,
      workingP80Tokens: 15_000,
      ceilingTokens: 17_000,
      baseTokens: 6000,
      hardTokens: 100_000,
    },
    actual: {
      floorTokens: 2200,
      workingTokens: 8800,
      peakTokens: 17_000,
      requests: 12,
      spend: { input: 3000, cacheWrite: 9000, cacheRead: 90_000, output: 2500, usd: 0.31 },
      spendSource: 'per-request',
    },
    censored: false,
    ...more,
  };
}

/** A session of an agent that told nothing of what it used. */
export function silentSession(more: Partial<SessionRecord> = {}): SessionRecord {
  const none = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };
  return sessionOf({ ...more, actual: { requests: 0, spend: none, spendSource: 'none' } });
}

const about = fc.record({ at: fc.nat(1000), story: fc.constantFrom('login', 'logout'), key: fc.constantFrom('k1', 'k2') });
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom('\n', '"}\n', 'ü€𝄞', '\u2028', '\\', '\ufffd'));

/** Any entry a run can write, with hostile text where text comes from outside. */
export const anyEntry: fc.Arbitrary<JournalEntry> = fc.oneof(
  about.map((one) => started('implement', one)),
  about.map(implemented),
  about.map(gated),
  about.map(integrated),
  fc.tuple(about, fc.boolean(), text).map(([one, counts, failure]) => failed('gate', { ...one, counts, failure })),
  text.map((command): JournalEntry => ({ t: 'run-started', at: 1, run: 'r1', command })),
  about.map(({ at, story }): JournalEntry => ({ t: 'retry', at, story })),
  about.map(({ at, story, key }): JournalEntry => ({
    t: 'session',
    at,
    run: 'r1',
    key,
    session: sessionOf({ story, startedAt: at }),
  })),
  fc.tuple(about, fc.boolean()).map(([{ at, key }, ok]): JournalEntry => ({
    t: 'suite',
    at,
    run: 'r1',
    tree: key,
    gates: 'g',
    ok,
    digest: 'd',
    durationMs: 1,
  })),
  fc.tuple(about, fc.constantFrom('A-1', 'A-2'), text).map(([{ at, story, key }, id, command]): JournalEntry => ({
    t: 'inbox-opened',
    at,
    run: 'r1',
    item: {
      id,
      story,
      key,
      agent: 'acp',
      settings: 's',
      asking: { about: 'permission', tool: 't', kind: 'execute', command, paths: [], why: '' },
    },
  })),
  fc
    .constantFrom('A-1', 'A-2')
    .map((id): JournalEntry => ({ t: 'inbox-answered', at: 1, id, answer: { allow: true, by: 'person' } })),
  fc.constantFrom('A-1', 'A-2').map((id): JournalEntry => ({ t: 'inbox-taken', at: 1, run: 'r1', id })),
  about.map(({ at, key }): JournalEntry => ({
    t: 'base',
    at,
    base: { agent: 'claude', model: key, version: '1', settings: 's', how: 'told', tokens: at, spend: sessionOf().actual.spend },
  })),
);

/** Everything a state says, as plain values. */
export function wholeState({ stories, underWay, sessions, bases, suites, integrations, inbox, lastRun }: State): object {
  return {
    stories: [...stories],
    underWay: [...underWay].sort(),
    sessions,
    bases,
    suites: [...suites],
    integrations,
    inbox,
    lastRun,
  };
}
