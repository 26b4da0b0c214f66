// How often both lanes of a clash are the first two suspects, and how long ranking takes: made-up clashes in a real repository.
//   node bench/suspects.ts [clashes]      100 where none is named
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeFiles } from '../src/host/node-files.ts';
import { nodeMerger } from '../src/host/node-merger.ts';
import { framesIn, suspectsOf, type SuspectLane } from '../src/integrate/diagnosis.ts';
import { importDepths } from '../src/integrate/import-depths.ts';
import { importsOf } from '../src/targets/gates/imports-of.ts';

const MODULES = 200;
const LANES = 12;

function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const top = fs.mkdtempSync(path.join(os.tmpdir(), 'xpar-suspects-'));
process.on('exit', () => fs.rmSync(top, { recursive: true, force: true }));
const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: top, encoding: 'utf8' }).trim();
const write = (file: string, text: string): void => {
  fs.mkdirSync(path.dirname(path.join(top, file)), { recursive: true });
  fs.writeFileSync(path.join(top, file), text);
};
const moduleText = (at: number, uses: readonly number[], value: number): string =>
  `${uses.map((one) => `import { f${one} } from './m${one}.mjs';\n`).join('')}\nexport function f${at}() {\n  return ${value}${uses.map((one) => ` + f${one}()`).join('')};\n}\n`;

/** Modules load one or two with a higher number, so that there is no ring. */
function usesOf(roll: (below: number) => number): readonly (readonly number[])[] {
  return Array.from({ length: MODULES }, (_, at) =>
    at >= MODULES - 4
      ? []
      : [...new Set(Array.from({ length: 1 + roll(2) }, () => at + 1 + roll(Math.min(20, MODULES - at - 1))))],
  );
}

interface Clash {
  readonly lanes: readonly (SuspectLane & { readonly commit: string })[];
  readonly pair: readonly string[];
  readonly output: string;
  readonly commit: string;
}

/** A test that loads both of the pair, directly or through another; half the time one of them is in its stack. */
function clashOf(base: string, uses: readonly (readonly number[])[], roll: (below: number) => number): Clash {
  git('checkout', '--quiet', '--detach', base);
  const touched = new Set<number>();
  while (touched.size < LANES) touched.add(roll(MODULES));
  const lanes = [...touched].map((at) => {
    write(`src/m${at}.mjs`, moduleText(at, uses[at]!, 2));
    git('commit', '--quiet', '-am', `lane ${at}`);
    return { story: `l${at}`, paths: [`src/m${at}.mjs`], commit: git('rev-parse', 'HEAD') };
  });
  const pair = [...touched].slice(0, 2);
  const through = (at: number): number => {
    const above = uses.findIndex((some) => some.includes(at));
    return above !== -1 && roll(2) === 0 ? above : at;
  };
  const loaded = pair.map(through);
  write('test/clash.test.mjs', loaded.map((at) => `import { f${at} } from '../src/m${at}.mjs';\n`).join(''));
  git('add', '--all');
  git('commit', '--quiet', '-m', 'the test that says so');
  const line = uses[pair[0]!]!.length + 3;
  const stack = roll(2) === 0 ? [`    at f${pair[0]} (${top}/src/m${pair[0]}.mjs:${line}:3)`] : [];
  const output = [
    'test at test/clash.test.mjs:5:1',
    '✖ together',
    ...stack,
    `    at file://${top}/test/clash.test.mjs:7:10`,
  ].join('\n');
  return { lanes, pair: pair.map((at) => `l${at}`), output, commit: git('rev-parse', 'HEAD') };
}

async function rank({ lanes, output, commit }: Clash): Promise<readonly string[]> {
  const merger = nodeMerger(top);
  const stories = new Map(lanes.map((lane) => [lane.commit, lane.story]));
  const frames = framesIn(output, top);
  const blamed = await Promise.all(
    frames.map(async (frame) => ({
      ...frame,
      story: stories.get((await merger.blameLine(commit, frame.path, frame.line)) ?? ''),
    })),
  );
  const imports = await importDepths(['test/clash.test.mjs'], importsOf(nodeFiles(), top));
  const known = blamed.flatMap(({ story, ...frame }) => (story === undefined ? [] : [{ ...frame, story }]));
  return suspectsOf(output, lanes, { blamed: known, imports }).map(({ story }) => story);
}

async function main(): Promise<void> {
  const clashes = Number(process.argv[2] ?? 100);
  if (!Number.isInteger(clashes) || clashes < 1) throw new Error('expected a number of clashes, 1 or more');
  const roll = dice(11);
  const uses = usesOf(roll);
  git('init', '--quiet');
  uses.forEach((some, at) => write(`src/m${at}.mjs`, moduleText(at, some, 1)));
  git('add', '--all');
  git('commit', '--quiet', '-m', 'base');
  const base = git('rev-parse', 'HEAD');
  let [both, first] = [0, 0];
  const times: number[] = [];
  for (let at = 0; at < clashes; at++) {
    const clash = clashOf(base, uses, roll);
    const begun = performance.now();
    const ranked = (await rank(clash)).slice(0, 2);
    times.push(performance.now() - begun);
    if (clash.pair.every((story) => ranked.includes(story))) both++;
    if (clash.pair.includes(ranked[0] ?? '')) first++;
  }
  times.sort((a, b) => a - b);
  const share = (n: number): string => `${Math.round((100 * n) / clashes)}%`;
  process.stdout.write(`${clashes} clashes of two among ${LANES} lanes, ${MODULES} modules\n`);
  process.stdout.write(`both are the first two suspects: ${share(both)}; one of them is the first: ${share(first)}\n`);
  process.stdout.write(`median ${times[Math.floor(clashes / 2)]!.toFixed(0)} ms\n`);
}

await main();
