import type { JournalEntry, State, StepOutputs, StepState, StoryState } from '../model/record.ts';
import type { Step } from '../model/target.ts';

const NOTHING: StoryState = { steps: {}, failures: [], starts: 0 };

/** The journal as a state: pure, so that any prefix of a journal has a meaning. */
export function foldJournal(entries: readonly JournalEntry[]): State {
  return startFold(entries).state();
}

/** A fold that goes on as the journal grows: one entry costs one entry. */
export function startFold(entries: readonly JournalEntry[]): { take(entry: JournalEntry): void; state(): State } {
  const fold = new Folding();
  for (const entry of entries) fold.take(entry);
  return fold;
}

/** What the journal says of one story, or nothing yet. */
export function storyState(state: State, story: string): StoryState {
  return state.stories.get(story) ?? NOTHING;
}

class Folding {
  private readonly stories = new Map<string, StoryState>();
  private readonly sessions: State['sessions'][number][] = [];
  private readonly bases: State['bases'][number][] = [];
  private readonly suites = new Map<string, { digest: string }>();
  private readonly integrations: State['integrations'][number][] = [];
  private lastRun: State['lastRun'];

  state(): State {
    const { stories, sessions, bases, suites, integrations } = this;
    return { stories, sessions, bases, suites, integrations, ...(this.lastRun ? { lastRun: this.lastRun } : {}) };
  }

  take(entry: JournalEntry): void {
    if ('story' in entry) this.change(entry.story, this.ofStory(entry));
    else this.ofRun(entry);
  }

  private ofRun(entry: Exclude<JournalEntry, { story: string }>): void {
    switch (entry.t) {
      case 'run-started':
      case 'run-ended':
        this.lastRun = lastRun(entry);
        return;
      case 'session':
        this.sessions.push({ ...entry.session, run: entry.run, at: entry.at, key: entry.key });
        return this.change(entry.session.story, closed);
      case 'base':
        this.bases.push({ ...entry.base, at: entry.at });
        return;
      case 'suite':
        return this.judged(entry);
      case 'landed':
        return;
    }
  }

  private ofStory(entry: Extract<JournalEntry, { story: string }>): (story: StoryState) => StoryState {
    switch (entry.t) {
      case 'started':
        return (story) => started(story, entry);
      case 'done':
        return (story) => done(story, entry);
      case 'failed':
        return (story) => failed(story, entry);
      case 'unstarted':
        return closed;
      case 'integrated':
        this.integrations.push({ story: entry.story, at: entry.at, run: entry.run, sessions: this.sessions.length });
        return (story) => integrated(story, entry);
      case 'retry':
        return (story) => ({ ...story, failures: [] });
      case 'touched':
        return (story) => ({ ...story, touched: { key: entry.key, at: entry.at } });
    }
  }

  private judged({ ok, tree, gates, digest }: Extract<JournalEntry, { t: 'suite' }>): void {
    if (ok) this.suites.set(`${tree} ${gates}`, { digest });
  }

  private change(id: string, how: (story: StoryState) => StoryState): void {
    this.stories.set(id, how(this.stories.get(id) ?? NOTHING));
  }
}

type Started = Extract<JournalEntry, { t: 'started' }>;
type Done = Extract<JournalEntry, { t: 'done' }>;
type Failed = Extract<JournalEntry, { t: 'failed' }>;

function started(story: StoryState, entry: Started): StoryState {
  const session = entry.step === 'implement';
  const starts = story.starts + (session ? 1 : 0);
  const open = session ? { openSession: starts } : {};
  return { ...story, ...open, starts, unfinished: entry.step, unfinishedRun: entry.run, failures: sameKey(story, entry.key) };
}

function lastRun(entry: Extract<JournalEntry, { t: 'run-started' | 'run-ended' }>): State['lastRun'] {
  const { run, at } = entry;
  return entry.t === 'run-ended' ? { run, at, exit: entry.exit } : { run, at };
}

function closed(story: StoryState): StoryState {
  const { openSession: _closed, ...rest } = story;
  return rest;
}

function done(story: StoryState, entry: Done): StoryState {
  const { unfinished: _over, unfinishedRun: _run, ...rest } = entry.step === 'implement' ? closed(story) : story;
  const state: StepState = { key: entry.key, parts: entry.parts, output: entry.output, at: entry.at };
  const work = entry.step === 'implement' ? { work: (entry.output as StepOutputs['implement']).commit } : {};
  return { ...rest, ...work, steps: { ...story.steps, [entry.step]: state } };
}

function integrated(story: StoryState, entry: Extract<JournalEntry, { t: 'integrated' }>): StoryState {
  const { key, commit, parts, at } = entry;
  const { steps, starts, openSession } = story;
  const open = openSession === undefined ? {} : { openSession };
  return { steps, starts, ...open, failures: [], integrated: { key, commit, parts, at } };
}

function failed(story: StoryState, entry: Failed): StoryState {
  const { unfinished: _over, unfinishedRun: _run, ...rest } = entry.step === 'implement' ? closed(story) : story;
  if (!entry.counts) return rest;
  const { step, key, failure, problem, at } = entry;
  const steps = { ...story.steps };
  // A red gate or a failed merge: the work is implemented again, from where it stands (`work`).
  for (const later of ['implement', 'gate'] as const satisfies Step[]) delete steps[later];
  return { ...rest, steps, failures: [...sameKey(story, key), { step, key, failure, problem, at }] };
}

/** Attempts are counted per key: an edited card starts with a clean sheet. */
function sameKey(story: StoryState, key: string): StoryState['failures'] {
  return story.failures.filter((failure) => failure.key === key);
}
