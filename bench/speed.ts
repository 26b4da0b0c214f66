// How fast xpar is where there is nothing, or one card, to do: beside ninja and make on the same graph, in one run.
//   node bench/speed.ts [stories...]      1000 10000 where none are named; xpar alone above 20000
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { graphOf, writeFor, type Graph } from './graph.ts';
import { writeIntegrated } from './integrated-tree.ts';

const RUNS = 7;
/** Above it a first run of the others, five processes a story, takes minutes. */
const OTHERS_UP_TO = 20_000;
const CLI = path.resolve(import.meta.dirname, '../bin/xpar.mjs');

interface Ran {
  readonly ms: number;
  readonly megabytes: number;
}

interface Command {
  readonly name: string;
  readonly cwd: string;
  readonly argv: readonly string[];
  /** Puts things as they have to be, before each run. */
  readonly before?: (run: number) => void;
  /** Exit codes that are no failure of the measurement. */
  readonly codes?: readonly number[];
}

const xpar = (...args: readonly string[]): readonly string[] => [process.execPath, CLI, ...args];

async function main(): Promise<void> {
  const asked = process.argv.slice(2).map(Number);
  if (asked.some((one) => !Number.isInteger(one) || one < 20)) throw new Error('expected numbers of stories, 20 or more');
  const sizes = asked.length === 0 ? [1_000, 10_000] : asked;
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'xpar-bench-'));
  process.on('exit', () => fs.rmSync(root, { recursive: true, force: true }));
  say(`${os.cpus()[0]!.model}, ${os.cpus().length} cores; Node ${process.version}; medians of ${RUNS} runs in turn\n`);
  tell(
    'xpar --version, bare node',
    inTurn([
      { name: 'xpar --version', cwd: root, argv: xpar('--version') },
      { name: 'node -e 0', cwd: root, argv: [process.execPath, '-e', '0'] },
    ]),
  );
  const nulls = new Map<number, number>();
  for (const size of sizes) nulls.set(size, await measure(size, path.join(root, String(size))));
  for (const [index, size] of sizes.entries()) {
    const before = sizes[index - 1];
    if (before === undefined) continue;
    const exponent = Math.log(nulls.get(size)! / nulls.get(before)!) / Math.log(size / before);
    say(`null build, ${before} to ${size} stories: time grows with the number to the power of ${exponent.toFixed(2)}`);
  }
}

/** Median of the null build, in ms. */
async function measure(size: number, folder: string): Promise<number> {
  const graph = graphOf(size);
  const tree = path.join(folder, 'xpar');
  await writeIntegrated(graph, tree);
  const [card] = graph.stories;
  const file = path.join(tree, card!.file);
  const edit = (run: number): void => fs.writeFileSync(file, `${card!.text}\nOne line more, the ${run}th.\n`);
  tell(`lint, ${size} stories never seen`, [one({ name: 'xpar lint', cwd: tree, argv: xpar('lint'), codes: [0, 1] })]);
  settle(tree);
  const nulls = inTurn([{ name: 'xpar', cwd: tree, argv: xpar() }, ...others(graph, folder)]);
  tell(`null build, ${size} stories`, nulls);
  tell(
    `${size} stories`,
    inTurn([
      { name: 'xpar lint', cwd: tree, argv: xpar('lint'), codes: [0, 1] },
      { name: 'xpar why', cwd: tree, argv: xpar('why', card!.id) },
      { name: 'xpar -n, one card edited', cwd: tree, argv: xpar('-n'), before: edit },
      {
        name: 'xpar lint --staged, ten cards',
        cwd: tree,
        argv: xpar('lint', '--staged'),
        before: (run) => stage(graph, tree, run),
        codes: [0, 1],
      },
    ]),
  );
  fs.rmSync(folder, { recursive: true, force: true });
  return nulls[0]!.ran.ms;
}

/** The second build finds the answer of the first; files younger than a clock's tick are looked at once more. */
function settle(tree: string): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2_500);
  for (let run = 0; run < 3; run++) spawnSync(process.execPath, [CLI], { cwd: tree });
}

function others(graph: Graph, folder: string): Command[] {
  if (graph.stories.length > OTHERS_UP_TO) return [];
  return (['ninja', 'make'] as const).flatMap((tool): Command[] => {
    const at = path.join(folder, tool);
    if (spawnSync(tool, ['--version']).status !== 0) return [];
    writeFor(tool, graph, at);
    spawnSync(tool, [`-j${os.cpus().length}`], { cwd: at, maxBuffer: 2 ** 30 });
    return [{ name: tool, cwd: at, argv: [tool] }];
  });
}

function stage({ stories }: Graph, tree: string, run: number): void {
  const cards = stories.slice(1, 11);
  for (const { file, text } of cards) fs.writeFileSync(path.join(tree, file), `${text}\nStaged, the ${run}th time.\n`);
  spawnSync('git', ['add', ...cards.map(({ file }) => file)], { cwd: tree });
}

/** Each command once a round, so that a machine that slows down slows all of them; the first round is not counted. */
function inTurn(commands: readonly Command[]): readonly { readonly name: string; readonly ran: Ran }[] {
  const all = new Map<string, Ran[]>(commands.map(({ name }) => [name, []]));
  for (let run = 0; run <= RUNS; run++) {
    for (const command of commands) {
      command.before?.(run);
      const ran = timed(command);
      if (run > 0) all.get(command.name)!.push(ran);
    }
  }
  return [...all].map(([name, runs]) => ({ name, ran: medianOf(runs) }));
}

function one(command: Command): { readonly name: string; readonly ran: Ran } {
  return { name: command.name, ran: timed(command) };
}

/** GNU time tells the peak of the largest process. */
function timed({ argv, cwd, name, codes = [0] }: Command): Ran {
  const begun = performance.now();
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', ...argv], { cwd, maxBuffer: 2 ** 30, encoding: 'utf8' });
  const ms = performance.now() - begun;
  if (status === null || !codes.includes(status)) throw new Error(`${name} ended with ${status}: ${stderr.slice(-500)}`);
  return { ms, megabytes: Number(stderr.trim().split('\n').at(-1)) / 1024 };
}

function medianOf(runs: readonly Ran[]): Ran {
  const middle = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
  return { ms: middle(runs.map(({ ms }) => ms)), megabytes: middle(runs.map(({ megabytes }) => megabytes)) };
}

function tell(title: string, rows: readonly { readonly name: string; readonly ran: Ran }[]): void {
  const first = rows[0]!.ran.ms;
  say(`${title}\n| command | ms | peak MB | first / this |\n|---|---:|---:|---:|`);
  for (const { name, ran } of rows)
    say(`| ${name} | ${ran.ms.toFixed(0)} | ${ran.megabytes.toFixed(0)} | ${(first / ran.ms).toFixed(2)} |`);
  say('');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
