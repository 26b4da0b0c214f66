import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { JournalEntry } from '../../src/model/record.ts';
import type { CrashSite } from './crash-site.ts';

const STORIES = ['add', 'sum'];

/**
 * What is wrong at a site whose build was killed and then ended by another, told as sentences: none, where nothing was
 * lost and nothing done twice. `tree` is what a build that nobody disturbed integrates.
 */
export function faultsAt(site: CrashSite, tree: string): readonly string[] {
  const { workshop } = site;
  const journal = journalOf(site);
  const landed = landingsOf(site);
  const told = journal.filter((entry) => entry.t === 'integrated').map(({ story, commit }) => `${story} ${commit}`);
  return [
    ...unless(workshop.git('rev-parse', 'xpar/integration^{tree}') === tree, 'the integrated tree is another'),
    ...unless(same(landed.map(storyOf), STORIES), `integrated are: ${landed.map(storyOf).toSorted().join(', ')}`),
    ...unless(same(told, landed), `the journal says '${told.join(', ')}', the trailers '${landed.join(', ')}'`),
    ...sessionFaults(site, journal),
    ...textFaults(site),
    ...leftovers(site).map((left) => `left behind: ${left}`),
    ...unless(workshop.git('fsck', '--strict', '--no-dangling', '--no-progress') === '', 'git fsck complains'),
    ...workshop.trespasses.map((file) => `changed of the person's own: ${file}`),
  ];
}

/** What the journal of a killed build claims to be integrated, and git does not have. */
export function runsAhead(site: CrashSite): readonly string[] {
  if (!site.workshop.exists('.xpar/journal.jsonl')) return [];
  const claimed = journalOf(site).filter((entry) => entry.t === 'integrated');
  const landed = new Set(claimed.length === 0 ? [] : landingsOf(site));
  const ahead = claimed.filter(({ story, commit }) => !landed.has(`${story} ${commit}`));
  return ahead.map(({ story }) => `the journal runs ahead of git: ${story}`);
}

function unless(holds: boolean, fault: string): readonly string[] {
  return holds ? [] : [fault];
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join('\n') === other.toSorted().join('\n');
}

function storyOf(landing: string): string {
  return landing.split(' ')[0]!;
}

/** `<story> <commit>` of every merge that says it brings a story in. */
function landingsOf({ workshop }: CrashSite): readonly string[] {
  const format = '--format=%(trailers:key=Xpar-Story,valueonly,separator=%x2C) %H';
  return workshop
    .git('log', '--first-parent', format, 'xpar/integration')
    .split('\n')
    .filter((line) => !line.startsWith(' '));
}

/** All whole lines: a kill may have cut the last. */
function journalOf({ workshop }: CrashSite): readonly JournalEntry[] {
  const lines = workshop.read('.xpar/journal.jsonl').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line.slice(9)) as JournalEntry);
}

/**
 * Each session is in the ledger once, with every token that was told before its agent ended. One whose log was opened and
 * whose agent had no time to begin may be there too: nobody can tell it from one that used something.
 */
function sessionFaults(site: CrashSite, journal: readonly JournalEntry[]): readonly string[] {
  const sessions = journal.filter((entry) => entry.t === 'session').map(({ session }) => session);
  const known = new Set(sessions.map(({ story, startedAt }) => `${story} ${startedAt}`));
  const told = sessions.filter(({ actual }) => actual.requests > 0);
  const began = site.starts().length;
  const spent = told.reduce((sum, { actual: { spend } }) => sum + spend.input + spend.output, 0);
  const reported = reportedOn(site);
  return [
    ...unless(known.size === sessions.length, 'a session is in the ledger twice'),
    ...unless(told.length <= began && began <= sessions.length, `${began} sessions began, ${sessions.length} are in the ledger`),
    ...unless(spent === reported, `agents reported ${reported} tokens, the ledger has ${spent}`),
    ...unless(site.told() <= spent, `agents know of ${site.told()} tokens, the ledger of ${spent}`),
    ...sessions.filter(({ actual }) => actual.requests === 0 && actual.spendSource !== 'none').map(() => 'unknown became zero'),
  ];
}

/** Tokens in the event files of all sessions: what agents had told when they ended. */
function reportedOn({ workshop }: CrashSite): number {
  const lanes = path.join(workshop.repository, '.xpar/lanes');
  const files = readdirSync(lanes, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('events.jsonl'));
  const lines = files.flatMap((name) => readFileSync(path.join(lanes, name), 'utf8').split('\n').slice(0, -1));
  const told = lines.map((line) => JSON.parse(line) as { input: number; output: number });
  return told.reduce((sum, { input, output }) => sum + input + output, 0);
}

/** A kept text stands under its own digest. */
function textFaults({ workshop }: CrashSite): readonly string[] {
  const folder = path.join(workshop.repository, '.xpar/texts');
  return readdirSync(folder)
    .filter((name) => digest(readFileSync(path.join(folder, name))) !== name)
    .map((name) => `the kept text ${name} is another`);
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

/**
 * Lanes, their branches and worktrees; locks, half-written files and indexes that nobody needs any more. The note of who held
 * the build's lock may stay: the kernel has freed that lock, and the next holder writes over the note.
 */
function leftovers({ workshop }: CrashSite): readonly string[] {
  const names = ['.git', '.xpar', '../abacus.xpar'].flatMap((folder) =>
    readdirSync(path.join(workshop.repository, folder), { recursive: true, encoding: 'utf8' }),
  );
  const files = names.filter((name) => /\.(lock|tmp)$|xpar-index-/.test(name));
  const branches = workshop.git('for-each-ref', '--format=%(refname)', 'refs/heads/xpar').split('\n');
  const worktrees = workshop.git('worktree', 'list', '--porcelain').match(/^worktree .*$/gm)!;
  const lanes = worktrees.filter((line) => STORIES.includes(path.basename(line)));
  return [...files, ...lanes, ...branches.filter((name) => name !== 'refs/heads/xpar/integration')];
}
