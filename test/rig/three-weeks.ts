import type { JournalEntry, SessionRecord } from '../../src/model/record.ts';

const DAY = 86_400_000;
/** Monday, 2 November 2026, 09:00 UTC. */
const BEGIN = Date.UTC(2026, 10, 2, 9);

/** A story of the three weeks: its card is made of this. */
export interface MadeStory {
  readonly id: string;
  readonly title: string;
  readonly dependsOn: readonly string[];
  readonly adrs: readonly string[];
}

const NAMES = [
  'parse-bearer-tokens',
  'verify-claims',
  'refresh-rotation',
  'cookie-fallback',
  'login-endpoint',
  'logout-endpoint',
  'users-table',
  'email-column',
  'profile-api',
  'dark-mode-toggle',
  'session-store',
  'audit-log',
  'rate-limit',
  'csrf-guard',
  'oauth-google',
  'oauth-github',
  'password-reset',
  'mail-queue',
  'invite-flow',
  'admin-list',
  'role-matrix',
  'feature-flags',
  'metrics-export',
  'health-check',
  'ci-setup',
  'error-codes',
  'retry-policy',
  'api-schema',
  'docs-site',
  'client-sdk',
];

/** Chance from a seed, the same on every machine: xorshift. */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
}

/** As many stories as asked for, the first ones by name, each needing up to two of the eight before it. */
export function madeStories(count: number = NAMES.length): readonly MadeStory[] {
  const random = chance(7);
  const ids = Array.from({ length: count }, (_, at) => NAMES[at] ?? `story-${at + 1}`);
  return ids.map((id, at) => {
    const needs = [1, 2].flatMap(() => (at > 3 && random() < 0.55 ? [ids[Math.max(0, at - 1 - Math.floor(random() * 8))]!] : []));
    return {
      id,
      title: `${id.replaceAll('-', ' ').replace(/^./, (letter) => letter.toUpperCase())}`,
      dependsOn: [...new Set(needs)],
      adrs: [`ADR-${1 + Math.floor(random() * 8)}`],
    };
  });
}

/** A journal of three weeks' work: `count` sessions in runs of up to three side by side; some fail, some are cut off, one says nothing. */
export function threeWeeks(count: number = 60, stories: readonly MadeStory[] = madeStories()): readonly JournalEntry[] {
  const random = chance(42);
  const entries: JournalEntry[] = [];
  const tries = new Map<string, number>();
  let story = 0;
  const begun = stories.slice(0, Math.ceil(stories.length * 0.75));
  for (let made = 0; made < count;) {
    const day = Math.floor((made / count) * 19);
    const at = BEGIN + day * DAY + Math.floor(random() * 6 * 3_600_000);
    const run = `run${entries.length.toString(36)}`;
    entries.push({ t: 'run-started', at, run, command: 'xpar build' });
    let end = at;
    for (let lane = 0; lane < 3 && made < count; lane++, made++) {
      const { id } = begun[story % begun.length]!;
      const attempt = (tries.get(id) ?? 0) + 1;
      tries.set(id, attempt);
      const session = madeSession({ story: id, attempt, startedAt: at + lane * 2000, age: made / count }, random);
      const done = session.startedAt + session.durationMs;
      end = Math.max(end, done + 40_000);
      entries.push(...laneEntries({ run, key: `k${id}`, session, done, green: random() > 0.18, clean: random() > 0.06 }));
      if (entries.at(-1)!.t === 'integrated' || attempt % 3 === 0) story++;
    }
    entries.push({ t: 'run-ended', at: end, run, exit: 0 });
  }
  return entries.sort((a, b) => a.at - b.at);
}

function laneEntries(lane: {
  run: string;
  key: string;
  session: SessionRecord;
  done: number;
  green: boolean;
  clean: boolean;
}): JournalEntry[] {
  const { run, key, session, done, green, clean } = lane;
  const { story, attempt } = session;
  const head = (at: number) => ({ at, run, story, key });
  const failed = (at: number, step: 'gate' | 'integrate'): JournalEntry => ({
    t: 'failed',
    ...head(at),
    step,
    counts: true,
    failure: 'red',
    problem:
      step === 'gate'
        ? { reason: 'gate-red', story, gate: 'test', exit: 'exit code 1', tail: '2 failed', log: 'x' }
        : { reason: 'merge-conflict', story, paths: ['src/a.ts'], onto: 'xpar/integration' },
  });
  const entries: JournalEntry[] = [
    { t: 'started', ...head(session.startedAt), step: 'implement', attempt },
    { t: 'session', at: done, run, key, session },
  ];
  if (session.censored) return entries;
  entries.push({ t: 'started', ...head(done + 1000), step: 'gate', attempt });
  if (!green) return [...entries, failed(done + 20_000, 'gate')];
  const gate = { tree: 't', runs: [], digest: 'd' };
  entries.push({ t: 'done', ...head(done + 20_000), step: 'gate', parts: {}, output: gate });
  entries.push({ t: 'started', ...head(done + 21_000), step: 'integrate', attempt });
  if (!clean) return [...entries, failed(done + 30_000, 'integrate')];
  return [...entries, { t: 'integrated', ...head(done + 40_000), commit: 'c', parts: {} }];
}

/** Estimates that grow better with `age` (0 to 1), and actuals scattered around them. */
function madeSession(
  { story, attempt, startedAt, age }: { story: string; attempt: number; startedAt: number; age: number },
  random: () => number,
): SessionRecord {
  const normal = (): number => random() + random() + random() + random() - 2;
  const raw = Math.round(1500 + 3500 * random());
  const floor = Math.round(raw * 1.22);
  const p50 = Math.round(floor * (3.5 + 1.6 * age));
  const working = Math.round(floor * 5.4 * Math.exp(0.95 * normal()));
  const base = 6200;
  const first = Math.round(base + floor * (1 + 0.05 * normal()));
  const requests = Math.max(2, Math.round(working / 1500));
  const contexts = Array.from({ length: requests }, (_, at) =>
    Math.round(first + (working * (at + 0.8 * Math.sin(at * 2.4))) / requests),
  );
  const peak = contexts.at(-1)! + 400;
  const silent = story === 'audit-log';
  const censored = random() < 0.09;
  const split = {
    input: 40 * requests,
    cacheWrite: peak,
    cacheRead: contexts.reduce((sum, one) => sum + one, 0),
    output: Math.round(working / 3),
  };
  const usd = Math.round((split.input * 3 + split.output * 15 + split.cacheRead * 0.3 + split.cacheWrite * 3.75) / 10) / 1e5;
  const none = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };
  return {
    story,
    attempt,
    agent: 'claude',
    model: story.startsWith('oauth') ? 'claude-haiku-4-5' : 'claude-sonnet-4-6',
    version: age < 0.6 ? '2.1.30' : '2.1.41',
    settings: 's',
    startedAt,
    durationMs: Math.round(30_000 + requests * 9000 * (0.7 + random())),
    outcome: censored ? 'stopped' : 'completed',
    censored,
    estimate: {
      rawFloorTokens: raw,
      floorTokens: floor,
      workingP50Tokens: p50,
      workingP80Tokens: Math.round(p50 * (1.9 - 0.1 * age)),
      ceilingTokens: floor + Math.round(p50 * (1.9 - 0.1 * age)),
      baseTokens: base,
      hardTokens: story.startsWith('oauth') ? 64_000 : 100_000,
    },
    actual: silent
      ? { requests: 0, spend: none, spendSource: 'none' }
      : {
          firstContextTokens: first,
          floorTokens: first - base,
          workingTokens: working,
          peakTokens: peak,
          requests,
          spend: { ...split, usd },
          spendSource: 'agent-total',
        },
    ...(silent ? {} : { turns: { contexts, bad: [] } }),
  };
}
