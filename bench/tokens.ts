import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Tiktoken } from 'js-tiktoken/lite';
import ranks from 'js-tiktoken/ranks/o200k_base';
import { bytePairCounter } from '../src/host/byte-pairs.ts';
import { openRanks, packRanks } from '../src/host/rank-table.ts';

/**
 * xpar's counter against js-tiktoken, both in this one run and on the same text: `node bench/tokens.ts`. Cold is the first
 * pass of a counter in its process, ranks loaded before; warm is another one. Memory is that of the process at its largest.
 */
const ROOT = path.join(import.meta.dirname, '..');
const MIB = 2 ** 20;

function corpus(): string {
  const files = ['src', 'test', 'schemas', 'adr'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|md|json|jsonl)$/.test(file))
      .sort()
      .map((file) => path.join(ROOT, folder, file)),
  );
  return files.map((file) => readFileSync(file, 'utf8')).join('\n');
}

type Counter = (text: string) => number;
const packed = openRanks(packRanks(ranks))!;
const COUNTERS: Readonly<Record<string, () => Counter>> = {
  xpar: () => bytePairCounter(packed),
  'js-tiktoken': () => {
    const encoder = new Tiktoken(ranks);
    return (text) => encoder.encode(text, [], []).length;
  },
};

function seconds(work: () => unknown): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) / 1_000;
}

interface Pass {
  readonly tokens: number;
  /** Seconds of the first pass, and of the best of two more. */
  readonly cold: number;
  readonly warm: number;
  readonly peakMiB: number;
}

/** One counter, alone in this process: ranks are loaded before the clock starts. */
function pass(name: string): Pass {
  const text = corpus();
  const count = COUNTERS[name]!();
  let tokens = 0;
  const cold = seconds(() => (tokens = count(text)));
  const warm = Math.min(...[1, 2].map(() => seconds(() => count(text))));
  return { tokens, cold, warm, peakMiB: process.resourceUsage().maxRSS / 1_024 };
}

const ROUNDS = 5;

/** Both in turn, a process each, several times: the best of each, as whatever else ran can only have slowed it. */
function table(): void {
  const mib = Buffer.byteLength(corpus()) / MIB;
  const passes = Array.from({ length: ROUNDS }, () => Object.keys(COUNTERS).map(passElsewhere));
  const best = (at: number, of: (one: Pass) => number): number => Math.min(...passes.map((round) => of(round[at]!)));
  process.stdout.write(`${mib.toFixed(1)} MiB of code, prose and JSON, Node ${process.version}\n\n`);
  process.stdout.write('| | tokens | cold MiB/s | warm MiB/s | peak MiB |\n| --- | ---: | ---: | ---: | ---: |\n');
  for (const [at, name] of Object.keys(COUNTERS).entries()) {
    const speed = (of: (one: Pass) => number): string => (mib / best(at, of)).toFixed(1);
    const peak = best(at, ({ peakMiB }) => peakMiB).toFixed(0);
    process.stdout.write(
      `| ${name} | ${passes[0]![at]!.tokens} | ${speed(({ cold }) => cold)} | ${speed(({ warm }) => warm)} | ${peak} |\n`,
    );
  }
  const ratio = (of: (one: Pass) => number): string => `${(best(1, of) / best(0, of)).toFixed(1)}x`;
  process.stdout.write(
    `| ratio | | ${ratio(({ cold }) => cold)} | ${ratio(({ warm }) => warm)} | ${ratio(({ peakMiB }) => peakMiB)} |\n`,
  );
}

function passElsewhere(name: string): Pass {
  return JSON.parse(spawnSync(process.execPath, [import.meta.filename, name], { encoding: 'utf8' }).stdout) as Pass;
}

const [only] = process.argv.slice(2);
if (only === undefined) table();
else process.stdout.write(JSON.stringify(pass(only)));
