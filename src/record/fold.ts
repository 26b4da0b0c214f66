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
    if ('story' in entry) return this.ofStory(entry);
    switch (entry.t) {
      case 'run-started':
        this.lastRun = { run: entry.run, at: entry.at };
        return;
      case 'run-ended':
        this.lastRun = { run: entry.run, at: entry.at, exit: entry.exit };
        return;
      case 'session':
        this.sessions.push({ ...entry.session, run: entry.run, at: entry.at, key: entry.key });
        return;
      case 'base':
        this.bases.push({ ...entry.base, at: entry.at });
        return;
      case 'suite':
        return this.judged(entry);
      case 'landed':
        return;
    }
  }

  private ofStory(entry: Extract<JournalEntry, { story: string }>): void {
    switch (entry.t) {
      case 'started':
        return this.change(entry.story, (story) => started(story, entry));
      case 'done':
        return this.change(entry.story, (story) => done(story, entry));
      case 'failed':
        return this.change(entry.story, (story) => failed(story, entry));
      case 'integrated':
        this.integrations.push({ story: entry.story, at: entry.at, run: entry.run });
        return this.change(entry.story, (story) => {
          const { key, commit, parts, at } = entry;
          return { steps: story.steps, starts: story.starts, failures: [], integrated: { key, commit, parts, at } };
        });
      case 'retry':
        return this.change(entry.story, (story) => ({ ...story, failures: [] }));
      case 'touched':
        return this.change(entry.story, (story) => ({ ...story, touched: { key: entry.key, at: entry.at } }));
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
  const starts = story.starts + (entry.step === 'implement' ? 1 : 0);
  return { ...story, starts, unfinished: entry.step, unfinishedRun: entry.run, failures: sameKey(story, entry.key) };
}

function done(story: StoryState, entry: Done): StoryState {
  const { unfinished: _over, unfinishedRun: _run, ...rest } = story;
  const state: StepState = { key: entry.key, parts: entry.parts, output: entry.output, at: entry.at };
  const work = entry.step === 'implement' ? { work: (entry.output as StepOutputs['implement']).commit } : {};
  return { ...rest, ...work, steps: { ...story.steps, [entry.step]: state } };
}

function failed(story: StoryState, entry: Failed): StoryState {
  const { unfinished: _over, unfinishedRun: _run, ...rest } = story;
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
