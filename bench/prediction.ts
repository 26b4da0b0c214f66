// How well the files of a change are foretold: a real repository's history played again, each commit as a card of its message.
//   node bench/prediction.ts [repository] [commits]      this one and 400 where none is named
// Two kinds of card for each commit: its message as it is, and the same with one of the files it changed named in it.
// At the end: how long it takes to tell of 1,000 cards, each about one file of the tree, who may meet whom.
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { nodeGit } from '../src/host/node-git.ts';
import type { LikelyFile } from '../src/model/likely.ts';
import { likelyFiles, mayOverlap } from '../src/plan/likely-files.ts';
import { treeNames } from '../src/plan/named-paths.ts';
import { covers } from '../src/plan/scope.ts';
import { together } from '../src/plan/together.ts';

const [repository = path.resolve(import.meta.dirname, '..'), count = '400'] = process.argv.slice(2);
const MOST_FILES = 30;
const LOOK_BACK = 2_000;

const log = (...args: readonly string[]): string =>
  execFileSync('git', ['log', '--no-merges', ...args], { cwd: repository, encoding: 'utf8', maxBuffer: 2 ** 28 });
const commits = log('-z', `--max-count=${Number(count) + LOOK_BACK}`, '--format=%H%x01%s%n%n%b')
  .split('\0')
  .filter((record) => record !== '')
  .map((record) => record.split('\x01') as [string, string]);
const changes = await nodeGit().changeSets(repository, commits[0]![0], commits.length);

interface Tally {
  cards: number;
  silent: number;
  hits: number;
  guessed: number;
  touched: number;
}
const tallies = new Map<string, Tally>();

/** Guessed files that were there before and were touched, of all that were guessed (precision), of all that were touched (recall). */
function tally(kind: string, guesses: readonly LikelyFile[], touched: readonly string[], tree: readonly string[]): void {
  const own = tallies.get(kind) ?? { cards: 0, silent: 0, hits: 0, guessed: 0, touched: 0 };
  tallies.set(kind, own);
  const globs = guesses.map(({ glob }) => glob);
  const guessed = new Set([...tree, ...touched].filter((file) => globs.length > 0 && covers(globs, file)));
  own.cards += 1;
  own.silent += guessed.size === 0 ? 1 : 0;
  own.hits += touched.filter((file) => guessed.has(file)).length;
  own.guessed += guessed.size;
  own.touched += touched.length;
}

for (let at = 0; at < Math.min(Number(count), commits.length - 1); at += 1) {
  const touched = changes[at]!;
  if (touched.length === 0 || touched.length > MOST_FILES) continue;
  const [, message] = commits[at]!;
  const tree = [...(await nodeGit().files(repository, `${commits[at]![0]}^`)).keys()];
  const hints = { tree: treeNames(tree), together: together(changes.slice(at + 1, at + 1 + LOOK_BACK)), keywords: {} };
  const guess = (text: string): readonly LikelyFile[] => likelyFiles({ title: text, body: '', context: [] }, hints);
  tally('its message', guess(message), touched, tree);
  const there = touched.filter((file) => hints.tree.paths.has(file));
  const [first] = there;
  if (first === undefined || there.length < 2) continue;
  const rest = touched.filter((file) => file !== first);
  const named = guess(first).filter(({ glob }) => glob !== first);
  tally('one file named: the others', named, rest, tree);
}

process.stdout.write(`${path.basename(repository)}: ${Math.min(Number(count), commits.length)} commits\n\n`);
process.stdout.write('| a card of | cards | without a guess | precision | recall |\n| --- | ---: | ---: | ---: | ---: |\n');
for (const [kind, { cards, silent, hits, guessed, touched }] of tallies)
  process.stdout.write(
    `| ${kind} | ${cards} | ${silent} | ${(hits / Math.max(1, guessed)).toFixed(2)} | ${(hits / touched).toFixed(2)} |\n`,
  );

const CARDS = 1_000;
const tree = treeNames((await nodeGit().files(repository, commits[0]![0])).keys());
const paths = [...tree.paths];
const cards = Array.from({ length: CARDS }, (_, at) => ({ id: `s${at}`, files: [], about: paths[(at * 7) % paths.length]! }));
const hints = { tree, together: together(changes), keywords: {} };
const likely = new Map(cards.map(({ id, about }) => [id, likelyFiles({ title: about, body: '', context: [] }, hints)]));
const times = Array.from({ length: 5 }, () => {
  const before = performance.now();
  mayOverlap(cards, likely);
  return performance.now() - before;
}).sort((a, b) => a - b);
const pairs = [...mayOverlap(cards, likely).values()].reduce((sum, others) => sum + others.length, 0) / 2;
process.stdout.write(`\n${CARDS} cards: ${pairs} pairs may meet, found in ${times[2]!.toFixed(0)} ms\n`);
