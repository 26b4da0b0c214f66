import type { JournalEntry, SessionRecord, State, StepOutputs, StepState, StoryState } from '../model/record.ts';
import { subtaskLane } from '../model/subtask-lane.ts';
import type { Step } from '../model/target.ts';
import { lastRunIn, nextRun } from './last-run.ts';
import { NOTHING_KNOWN, type Known } from './known.ts';
import { checkpointed, withoutCheckpoint } from './checkpoints.ts';
import { roleEnded, rolesDone, rolesFailed } from './role-progress.ts';
import { closed, ended, sameKey } from './step-ends.ts';
import { integration, judged, sessionOf } from './folded.ts';
import { inboxAfter, isOfInbox } from './inbox.ts';
import { StoryStates } from './story-states.ts';
import { withWord } from './words.ts';
import { pausedBy } from './paused.ts';
import { readmitted, refusedBy } from './readmitted.ts';

const NOTHING: StoryState = { steps: {}, failures: [], starts: 0 };

type Entry<T extends JournalEntry['t']> = Extract<JournalEntry, { t: T }>;

/** The journal as a state: pure, so that any prefix of a journal has a meaning. */
export function foldJournal(entries: readonly JournalEntry[]): State {
  return startFold(entries).state;
}

/** A fold that goes on as the journal grows: one entry costs one entry. `state` is always as after the last. */
export function startFold(
  entries: readonly JournalEntry[],
  known: Known = NOTHING_KNOWN,
): { take(entry: JournalEntry): void; readonly state: State } {
  const fold = new Folding(known);
  for (const entry of entries) fold.take(entry);
  return { take: (entry) => fold.take(entry), state: fold };
}

/** What the journal says of one story, or nothing yet. */
export function storyState(state: Pick<State, 'stories'>, story: string): StoryState {
  return state.stories.get(story) ?? NOTHING;
}

class Folding implements State {
  readonly stories: StoryStates;
  readonly underWay: Set<string>;
  readonly #known: Known;
  #sessions: State['sessions'][number][] | undefined;
  #bases: State['bases'][number][] | undefined;
  #suites: Map<string, { digest: string }> | undefined;
  #waves: Entry<'wave'>[] | undefined;
  #integrations: State['integrations'][number][] | undefined;
  #burns: Entry<'alerted' | 'granted'>[] | undefined;
  #inbox: State['inbox'] | undefined;
  #lastRun: { readonly value: State['lastRun'] } | undefined;

  constructor(known: Known) {
    this.#known = known;
    this.underWay = new Set(known.underWay);
    this.stories = new StoryStates(known.stories, (story) => {
      let state = NOTHING;
      for (const entry of known.entriesOf(story)) state = changeBy(entry)(state);
      return state;
    });
  }

  get sessions(): State['sessions'][number][] {
    return (this.#sessions ??= this.#known.sessions().map(sessionOf));
  }

  get bases(): State['bases'][number][] {
    return (this.#bases ??= this.#known.bases().map(({ base, at }) => ({ ...base, at })));
  }

  get suites(): Map<string, { digest: string }> {
    if (this.#suites === undefined) {
      this.#suites = new Map();
      for (const suite of this.#known.suites()) judged(this.#suites, suite);
    }
    return this.#suites;
  }

  get waves(): Entry<'wave'>[] {
    return (this.#waves ??= [...this.#known.waves()]);
  }

  get integrations(): State['integrations'][number][] {
    return (this.#integrations ??= this.#known.integrated().map(({ entry, sessions }) => integration(entry, sessions)));
  }

  get lastRun(): State['lastRun'] {
    this.#lastRun ??= { value: lastRunIn(this.#known.runsNewestFirst()) };
    return this.#lastRun.value;
  }

  get alerts(): State['alerts'] {
    return this.#burnEntries().filter((entry) => entry.t === 'alerted');
  }

  get grants(): State['grants'] {
    return this.#burnEntries().filter((entry) => entry.t === 'granted');
  }

  get inbox(): State['inbox'] {
    return (this.#inbox ??= this.#known.inbox().reduce(inboxAfter, []));
  }

  #burnEntries(): Entry<'alerted' | 'granted'>[] {
    return (this.#burns ??= [...this.#known.burns()]);
  }

  take(entry: JournalEntry): void {
    if (entry.t === 'session') this.sessions.push(sessionOf(entry));
    if (entry.t === 'integrated') this.integrations.push(integration(entry, this.sessions.length));
    const story = storyOf(entry);
    if (story === undefined) this.#ofRun(entry);
    else this.#change(story, changeBy(entry));
  }

  #ofRun(entry: JournalEntry): void {
    if (entry.t === 'run-started' || entry.t === 'run-ended') this.#lastRun = { value: nextRun(this.lastRun, entry) };
    if (entry.t === 'alerted' || entry.t === 'granted') this.#burnEntries().push(entry);
    if (isOfInbox(entry)) this.#inbox = inboxAfter(this.inbox, entry);
    if (entry.t === 'base') this.bases.push({ ...entry.base, at: entry.at });
    if (entry.t === 'suite') judged(this.suites, entry);
    if (entry.t === 'wave') this.waves.push(entry);
  }

  #change(id: string, how: (story: StoryState) => StoryState): void {
    const after = how(this.stories.get(id) ?? NOTHING);
    this.stories.set(id, after);
    if (after.unfinished === undefined && after.openSession === undefined) this.underWay.delete(id);
    else this.underWay.add(id);
  }
}

/** Whose state an entry changes. */
export function storyOf(entry: JournalEntry): string | undefined {
  if (entry.t === 'session') return laneOf(entry.session);
  return 'story' in entry ? entry.story : undefined;
}

/** A subtask's lane has a state of its own; its session counts as the story's all the same. */
export function laneOf({ story, subtask }: Pick<SessionRecord, 'story' | 'subtask'>): string {
  return subtask === undefined ? story : subtaskLane(story, subtask);
}

/** What an entry makes of its story's state; one of no story changes none. */
function changeBy(entry: JournalEntry): (story: StoryState) => StoryState {
  if (entry.t === 'session') return closed;
  if (entry.t === 'accepted' || entry.t === 'rejected' || entry.t === 'resolved') return (story) => withWord(story, entry);
  if (entry.t === 'put-away') return ({ starts }) => ({ ...NOTHING, starts });
  if (entry.t === 'readmitted') return (story) => readmitted(story, entry);
  // Who held the story's files died: that changes nothing of what is known of it.
  if (entry.t === 'reclaimed') return (story) => story;
  return 'story' in entry ? changeByOwn(entry) : (story) => story;
}

function changeByOwn(
  entry: Exclude<
    Extract<JournalEntry, { story: string }>,
    { t: 'accepted' | 'rejected' | 'resolved' | 'reclaimed' | 'readmitted' | 'put-away' }
  >,
): (story: StoryState) => StoryState {
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
      return (story) => integrated(story, entry);
    case 'parked':
      return (story) => parked(story, entry);
    case 'unfunded':
      return (story) => ({ ...story, unfunded: { run: entry.run, shortfall: entry.shortfall } });
    case 'checkpoint':
      return (story) => checkpointed(story, entry);
    case 'role':
      return (story) => roleEnded(story, entry);
    case 'retry':
      return ({ abandoned: _over, ...story }) => ({ ...story, failures: [] });
    case 'touched':
      return (story) => ({ ...story, touched: { key: entry.key, at: entry.at } });
  }
}

function started(story: StoryState, entry: Entry<'started'>): StoryState {
  const session = entry.step === 'implement';
  const starts = story.starts + (session ? 1 : 0);
  const { unfunded, abandoned, refused: _gone, ...begun } = story;
  return {
    ...begun,
    ...(session || unfunded === undefined ? {} : { unfunded }),
    // Given up was the card as it stood: an edited one is begun like any other.
    ...(abandoned?.key === entry.key ? { abandoned } : {}),
    ...(session ? { openSession: starts } : {}),
    starts,
    unfinished: entry.step,
    unfinishedKey: entry.key,
    unfinishedRun: entry.run,
    failures: sameKey(story, entry.key),
  };
}

function done(story: StoryState, entry: Entry<'done'>): StoryState {
  const over = ended(story, entry.step);
  const { parked: before, ...unparked } = entry.step === 'implement' ? withoutCheckpoint(over) : over;
  // What was handed back is gone on from until there is work that is done.
  const rest = before === undefined || entry.step === 'implement' ? unparked : { ...unparked, parked: before };
  const { roles: _gone, ...anew } = rest;
  const kept = entry.step === 'worktree' && (entry.output as StepOutputs['worktree']).isAnew === true ? anew : rest;
  const state: StepState = { key: entry.key, parts: entry.parts, output: entry.output, at: entry.at };
  const work = entry.step === 'implement' ? { work: (entry.output as StepOutputs['implement']).commit, ...rolesDone(story) } : {};
  return { ...kept, ...work, steps: { ...story.steps, [entry.step]: state } };
}

function integrated(story: StoryState, entry: Entry<'integrated'>): StoryState {
  const { key, commit, parts, at } = entry;
  const { steps, starts, openSession } = story;
  const open = openSession === undefined ? {} : { openSession };
  return { steps, starts, ...open, failures: [], integrated: { key, commit, parts, at } };
}

function failed(story: StoryState, entry: Entry<'failed'>): StoryState {
  const rest = ended(story, entry.step);
  if (!entry.counts) return { ...rest, ...pausedBy(entry.problem) };
  const { parked: _gone, ...tried } = rest;
  const { step, key, failure, problem, at } = entry;
  const steps = { ...story.steps };
  // A red gate or a failed merge: the work is implemented again, from where it stands (`work`).
  for (const later of ['implement', 'gate'] as const satisfies Step[]) delete steps[later];
  return {
    ...tried,
    ...rolesFailed(story),
    ...refusedBy(story, entry),
    steps,
    failures: [...sameKey(story, key), { step, key, failure, problem, at }],
  };
}

/** Neither done nor failed: what is kept is gone on from, and no attempt is used up. */
function parked(story: StoryState, { key, why, commit, report }: Entry<'parked'>): StoryState {
  const over = ended(story, 'implement');
  // What it kept at its end is more than it had kept before; what it had said of it still holds.
  const { checkpoint } = over;
  const rest = commit === undefined || checkpoint === undefined ? over : { ...over, checkpoint: { ...checkpoint, commit } };
  const work = commit === undefined ? {} : { work: commit };
  return { ...rest, ...work, parked: { key, why, ...(report === undefined ? {} : { report }) } };
}
