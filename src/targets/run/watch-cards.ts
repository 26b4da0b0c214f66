import type { Host, Watching, WatchReader } from '../../host/host.ts';
import { EVENT_SCHEMA_VERSION, type Tell } from '../../model/event.ts';
import type { Problem } from '../../model/problem.ts';
import { batches, type Batches } from '../../run/batches.ts';
import { answerAfter, standingAnswers } from './answers-awaited.ts';
import { graded } from '../choose/check-project.ts';
import { editCount, type EditCount } from '../choose/edit-count.ts';
import { editedBetween, priced, type Look } from '../choose/edited.ts';
import type { Built, Edits, Survey } from '../choose/intent.ts';
import type { Got } from '../project/read-project.ts';
import { watchedFolders, type Watched } from './watched-folders.ts';

/** What watching wakes: the same reading, deciding and building as any command's. */
export interface Verbs {
  look(): Promise<Got<Survey>>;
  /** Is anything stale that a build would run? */
  isWanted(): Promise<Got<boolean>>;
  build(edits: Edits): Promise<Got<Built>>;
}

/** While another build has the lock, so long between two tries. */
const LOCKED_MS = 2_000;

/**
 * Watches until a person interrupts: tells of every settled batch of edits what it changed, and with `build` brings up to
 * date what is stale. Gives the exit code: 0, or that of a run that was interrupted.
 */
export async function watchCards(host: Host, verbs: Verbs, asked: { build: boolean; tell: Tell }): Promise<Got<number>> {
  const over = new AbortController();
  const stopListening = host.terminal.onInterrupt(() => over.abort());
  const edits = editCount();
  const watch: Watch = { host, verbs, edits, tell: asked.tell, over: over.signal, isBuilding: false, isPolled: false };
  try {
    const first = await verbs.look();
    if (!first.ok) return first;
    const eyes = await openEyes(watch, first.value);
    asked.tell({
      t: 'watching',
      schemaVersion: EVENT_SCHEMA_VERSION,
      stories: first.value.project.stories.length,
      adrs: first.value.project.adrs.length,
      build: asked.build,
      price: priced(first.value.plan.totals),
    });
    const hands = asked.build ? buildAsWanted(watch, eyes) : Promise.resolve(0);
    const [, exit] = (await Promise.all([keepLooking(watch, eyes), hands].map((one) => one.catch(endingAll(over))))) as [
      void,
      number,
    ];
    return { ok: true, value: exit };
  } finally {
    stopListening();
  }
}

/** A bug in one half must not leave the other at work. */
function endingAll(over: AbortController): (error: unknown) => never {
  return (error) => {
    over.abort();
    throw error;
  };
}

interface Watch {
  readonly host: Host;
  readonly verbs: Verbs;
  readonly edits: EditCount;
  readonly tell: Tell;
  readonly over: AbortSignal;
  isBuilding: boolean;
  isPolled: boolean;
}

/** What is watched, and how it looked last. */
interface Eyes {
  readonly top: string;
  readonly batches: Batches;
  look: Look;
  watched: Watched;
  watching: Watching;
  looking: Promise<void>;
}

async function openEyes(watch: Watch, survey: Survey): Promise<Eyes> {
  const { host } = watch;
  const { top } = survey.project.repository;
  const seen = { watched: await watchedFolders(host, survey) };
  const eyes = Object.assign(seen, { batches: batches(host.clock, () => seen.watched.isBusy()) });
  const watching = await host.watcher.watch(eyes.watched.folders, toBatches(watch, eyes));
  // What was edited between the first look and now is the first batch.
  eyes.batches.push(top);
  return Object.assign(eyes, { top, look: { survey, blocking: [] }, watching, looking: Promise.resolve() });
}

async function keepLooking(watch: Watch, eyes: Eyes): Promise<void> {
  try {
    for (let paths = await eyes.batches.next(watch.over); paths; paths = await eyes.batches.next(watch.over)) {
      const looked = watch.edits.looking();
      // A folder that came, went or was renamed: what is watched may be another now.
      if (eyes.watched.folders.some((folder) => folder !== eyes.top && paths.has(folder))) await rewatch(watch, eyes);
      await lookAgain(watch, eyes);
      looked();
    }
  } finally {
    await eyes.watching.close();
  }
}

/** One look after another, so that each is compared with the one before it. `isOwn`: after a run, for what that left behind. */
function lookAgain(watch: Watch, eyes: Eyes, isOwn = false): Promise<void> {
  const looked = eyes.looking.then(() => compare(watch, eyes, isOwn));
  eyes.looking = looked.catch(() => undefined);
  return looked;
}

async function compare(watch: Watch, eyes: Eyes, isOwn: boolean): Promise<void> {
  const { isBuilding } = watch;
  const after = await lookAt(watch, eyes.look.survey);
  const edited = editedBetween(eyes.look, after, isBuilding || watch.isBuilding);
  eyes.look = after;
  await follow(watch, eyes);
  if (edited === undefined || (isOwn && edited.changes.length + edited.stories.length === 0)) return;
  watch.tell(edited);
  watch.edits.add();
}

/** A look that cannot get through, at a config that is half written, leaves the last one standing and says what is in its way. */
async function lookAt({ verbs }: Watch, last: Survey): Promise<Look> {
  const seen = await verbs.look();
  return seen.ok ? { survey: seen.value, blocking: [] } : { survey: last, blocking: seen.problems.map(graded) };
}

/** Where the cards are now kept elsewhere, they are watched there. */
async function follow(watch: Watch, eyes: Eyes): Promise<void> {
  const watched = await watchedFolders(watch.host, eyes.look.survey);
  const isSame = watched.folders.join('\n') === eyes.watched.folders.join('\n');
  eyes.watched = watched;
  if (isSame) return;
  await rewatch(watch, eyes);
  eyes.batches.push(eyes.top);
}

/** Watches anew, without a moment in which nothing is watched. */
async function rewatch(watch: Watch, eyes: Eyes): Promise<void> {
  const before = eyes.watching;
  eyes.watching = await watch.host.watcher.watch(eyes.watched.folders, toBatches(watch, eyes));
  await before.close();
}

function toBatches(watch: Watch, eyes: Pick<Eyes, 'watched' | 'batches'>): WatchReader {
  return {
    polled(code) {
      if (!watch.isPolled) watch.tell({ t: 'problem', finding: graded({ reason: 'watches-used-up', code }) });
      watch.isPolled = true;
    },
    isMeant: (file) => eyes.watched.isMeant(file),
    // A run moves that branch itself.
    tell: (file) => void ((watch.isBuilding && file === eyes.watched.integration) || eyes.batches.push(file)),
  };
}

/** Builds whenever something became stale, or a person has answered an agent; between runs the lock is free, and a build by hand can have it. */
async function buildAsWanted(watch: Watch, eyes: Eyes): Promise<number> {
  const { edits, over, host, tell } = watch;
  let told = '';
  while (!over.aborted) {
    const upTo = edits.latest;
    const { layout } = eyes.look.survey.project.store;
    const known = await standingAnswers(host, layout);
    const { exit, problems } = await runOnce(watch, eyes);
    if (exit !== undefined && over.aborted) return exit;
    const words = JSON.stringify(problems);
    if (words !== told) for (const problem of problems) tell({ t: 'problem', finding: graded(problem) });
    told = words;
    if (problems.some(({ reason }) => reason === 'build-running')) {
      await host.clock.wait(LOCKED_MS, over);
      continue;
    }
    edits.take(upTo);
    const enough = new AbortController();
    const until = AbortSignal.any([over, enough.signal]);
    await Promise.race([edits.untaken(until), answerAfter(host, layout, known, until)]);
    enough.abort();
  }
  return 0;
}

/** One run, where something is wanted; `exit` only where there was one. */
async function runOnce(watch: Watch, eyes: Eyes): Promise<{ exit?: number; problems: readonly Problem[] }> {
  const { verbs, edits } = watch;
  const wanted = await verbs.isWanted();
  if (!wanted.ok) return { problems: wanted.problems.filter(({ reason }) => reason !== 'no-stories') };
  if (!wanted.value || watch.over.aborted) return { problems: [] };
  watch.isBuilding = true;
  try {
    const isPending = (): boolean => eyes.batches.isGathering() || edits.isPending();
    const built = await verbs.build({ ...edits, isPending });
    if (!watch.over.aborted) await lookAgain(watch, eyes, true);
    return built.ok ? { exit: built.value.exit, problems: [] } : { problems: built.problems };
  } finally {
    watch.isBuilding = false;
  }
}
