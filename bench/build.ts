// What a build costs beside its agents and gates, and how near it comes to what its graph allows: the built program on real
// repositories, with a shell script for an agent.
//   node bench/build.ts [overhead|four|graph|many]...      all where none is named; `many` takes minutes
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build, writeYard, type Built, type Work } from './yard.ts';

const RUNS = 3;
const FILES = 1000;

const MEASUREMENTS: Readonly<Record<string, (root: string) => void>> = { overhead, four, graph, many };

function main(): void {
  const asked = process.argv.slice(2);
  const unknown = asked.filter((name) => !(name in MEASUREMENTS));
  if (unknown.length > 0) throw new Error(`expected ${Object.keys(MEASUREMENTS).join(', ')}, found ${unknown.join(' ')}`);
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'xpar-bench-'));
  process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
  say(`${os.cpus()[0]!.model}, ${os.cpus().length} cores; Node ${process.version}; medians of ${RUNS} runs\n`);
  for (const name of asked.length === 0 ? Object.keys(MEASUREMENTS) : asked) MEASUREMENTS[name]!(path.join(root, name));
}

/** Agents and gates that take no time: all that is left is xpar's and git's. */
function overhead(root: string): void {
  const count = 64;
  const seconds = median(repeated(root, 8, alone(count, 0)).map((built) => built.seconds));
  say(`overhead: ${count} stories at -j 8 among ${FILES} files: ${ms(seconds / count)} ms a story (aim 150)`);
}

/** Four stories that share nothing, beside one. */
function four(root: string): void {
  const one = median(repeated(path.join(root, 'one'), 4, alone(1, 3)).map(({ seconds }) => seconds));
  const all = median(repeated(path.join(root, 'four'), 4, alone(4, 3)).map(({ seconds }) => seconds));
  say(
    `four independent stories of 3 s at -j 4: ${(all / one).toFixed(2)} x one of them (aim 1.3); ${one.toFixed(1)} s, ${all.toFixed(1)} s`,
  );
}

/** Fifty stories of 2 to 10 s, each waiting for up to three before it. Agents take minutes: what a story costs beside them weighs less then. */
function graph(root: string): void {
  const works = randomGraph(50);
  const bound = criticalPath(works);
  const seconds = median(repeated(root, 16, works).map((built) => built.seconds));
  say(
    `fifty stories in a graph at -j 16: ${seconds.toFixed(1)} s; its longest path ${bound.toFixed(1)} s: ${percent(seconds / bound - 1)} more (aim 10)`,
  );
}

/** A thousand stories of 0.1 s: what the last hundred cost beside the first. */
function many(root: string): void {
  const works = alone(1000, 0.1);
  writeYard(root, FILES, works);
  const { seconds, integrated } = build(root, 8, works.length);
  const first = integrated[99]!;
  const last = integrated.at(-1)! - integrated.at(-101)!;
  say(
    `a thousand stories of 0.1 s at -j 8: ${seconds.toFixed(0)} s; ${ms(first / 100)} ms a story for the first hundred, ${ms(last / 100)} ms for the last`,
  );
}

function repeated(root: string, jobs: number, works: readonly Work[]): readonly Built[] {
  return Array.from({ length: RUNS }, (_, run) => {
    const folder = path.join(root, String(run));
    writeYard(folder, FILES, works);
    return build(folder, jobs, works.length);
  });
}

function alone(count: number, seconds: number): readonly Work[] {
  return Array.from({ length: count }, (_, at) => ({ id: `s${at}`, dependsOn: [], seconds }));
}

/** The same for each run: a linear congruential generator. */
function randomGraph(count: number): readonly Work[] {
  let state = 7;
  const chance = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, (_, at) => ({
    id: `s${at}`,
    dependsOn: [...new Set(Array.from({ length: Math.min(at, chance(4)) }, () => `s${chance(at)}`))],
    seconds: 2 + 2 * chance(5),
  }));
}

/** Seconds that the longest chain of dependencies works. */
function criticalPath(works: readonly Work[]): number {
  const ends = new Map<string, number>();
  for (const { id, dependsOn, seconds } of works) {
    ends.set(id, seconds + Math.max(0, ...dependsOn.map((other) => ends.get(other)!)));
  }
  return Math.max(...ends.values());
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function ms(seconds: number): string {
  return (seconds * 1000).toFixed(0);
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)}%`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main();
