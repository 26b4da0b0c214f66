import type { Handoff } from '../../agents/handoff.ts';
import type { Host, TrailerCommit } from '../../host/host.ts';
import type { Repair } from '../../model/checkup.ts';
import type { JournalEntry } from '../../model/record.ts';
import type { SessionPlan } from '../../model/session-plan.ts';
import { foldJournal, laneOf, storyOf, storyState } from '../../record/fold.ts';
import { journalLine } from '../../record/journal.ts';
import { salvageJournal } from '../../record/salvage.ts';
import { foreignState } from '../../record/store.ts';
import { underLock } from '../project/as-writer.ts';
import { priced } from '../sizes/forecast-story.ts';
import { historyOf, readTheShared, type Got, type Opened } from '../project/read-project.ts';
import { insertedAfter, withTrailers } from '../project/rebuild.ts';
import { reckoningBy } from '../project/told-by-trailers.ts';
import { leftOf, untimed } from '../run/recover.ts';
import { planFile, readPlan, sessionRecord } from '../lane/session-record.ts';

/**
 * `doctor --repair`: writes the journal anew from its sound lines, from what sessions left under `lanes/`, and from git's
 * trailers; the damaged file is kept beside it. Where nothing is missing nothing is written. What a newer xpar wrote is refused.
 */
export async function repairState(host: Host, opened: Opened, command: string): Promise<Got<Repair>> {
  const { layout } = opened;
  const foreign = await foreignState(host.files, layout);
  if (foreign) return { ok: false, problems: [foreign] };
  return underLock(host, layout, command, async () => {
    const text = (await host.files.readText(layout.journal)) ?? '';
    const { entries, lost, digest } = salvageJournal(text);
    const replayed = await withLeftSessions(host, opened, { entries, lost });
    const { ledger } = await readTheShared(host, opened, foldJournal(replayed.entries));
    const told = withTrailers(replayed.entries, await allTrailers(host, opened), reckoningBy(host, opened), ledger);
    if (lost.length > 0) await host.files.copyFile(layout.journal, layout.damaged(digest));
    const lines = told.entries.map((entry) => journalLine(entry)).join('');
    // Kept first, replaced after: killed in between, the next repair does the same again.
    if (lines !== text) await host.files.writeAtomic(layout.journal, lines);
    return {
      ok: true,
      value: {
        lostLines: lost,
        ...(lost.length > 0 ? { kept: layout.damaged(digest) } : {}),
        replayedSessions: replayed.count,
        landings: told.landings,
        trailerSessions: told.sessions,
      },
    };
  });
}

/** Every landing in the history of base and integration, newest first, each once. */
async function allTrailers(host: Host, opened: Opened): Promise<readonly TrailerCommit[]> {
  const { top } = opened.repository;
  const { tips } = await historyOf(host, opened);
  const commits = new Map<string, TrailerCommit>();
  for (const tip of tips)
    for (const commit of await host.git.trailers(top, tip)) if (!commits.has(commit.commit)) commits.set(commit.commit, commit);
  return [...commits.values()];
}

/** Sessions whose entries are lost and whose folders are not: their agents' own words are told again. */
async function withLeftSessions(
  host: Host,
  opened: Opened,
  journal: { entries: readonly JournalEntry[]; lost: readonly number[] },
): Promise<{ entries: readonly JournalEntry[]; count: number }> {
  let { entries } = journal;
  let count = 0;
  const state = foldJournal(entries);
  const known = new Set(state.sessions.map((one) => `${one.run} ${laneOf(one)} ${one.startedAt}`));
  const starts = (story: string): number => storyState(state, story).starts + journal.lost.length;
  for (const story of await storiesOf(host, opened, [...state.stories.keys()])) {
    for (let n = 1; n <= starts(story); n++) {
      const folder = opened.layout.attempt(story, n);
      const plan = readPlan(await host.files.readText(planFile(folder)));
      if (plan === undefined || plan.story !== story || known.has(`${plan.run} ${story} ${plan.startedAt}`)) continue;
      const entry = await toldAgain(host, opened, { folder, plan });
      if (entry === undefined) continue;
      entries = insertedAfter(entries, (one) => 'run' in one && one.run === plan.run && storyOf(one) === story, [entry]);
      count++;
    }
  }
  return { entries, count };
}

/** Those the journal still names, those with a card, and those that git knows to have landed or to be under way. */
async function storiesOf(host: Host, opened: Opened, named: readonly string[]): Promise<ReadonlySet<string>> {
  const { top } = opened.repository;
  const cards = (await host.files.list(`${top}/${opened.config.stories}`)) ?? [];
  const lanes = [...(await host.git.branches(top, 'refs/heads/xpar/')).keys()].map((ref) => ref.slice('refs/heads/xpar/'.length));
  const landed = (await allTrailers(host, opened)).flatMap(({ trailers }) => trailers['Xpar-Story'] ?? []);
  const ids = [...named, ...cards.map((name) => name.replace(/\.md$/, '')), ...lanes, ...landed];
  return new Set(ids.filter((id) => /^[a-z0-9-]+$/.test(id)));
}

async function toldAgain(
  host: Host,
  opened: Opened,
  cut: { folder: string; plan: SessionPlan },
): Promise<JournalEntry | undefined> {
  const { folder, plan } = cut;
  const left = await leftOf({ host, config: opened.config }, cut);
  if (left === undefined) return undefined;
  const done = isDone(await host.files.readText(`${folder}/handoff.json`));
  const result = priced(opened, plan.model, done ? { ...left.result, outcome: 'completed' } : left.result);
  const session = sessionRecord(plan, result, untimed(left));
  return { t: 'session', at: plan.startedAt, run: plan.run, key: plan.key, session };
}

/** A handoff says whether its session had done what it was asked for, or had to hand back. */
function isDone(handoff: string | undefined): boolean {
  try {
    const { checkpoint } = JSON.parse(handoff ?? '{}') as Partial<Handoff>;
    return checkpoint?.completed.includes('implement') === true;
  } catch {
    return false;
  }
}
