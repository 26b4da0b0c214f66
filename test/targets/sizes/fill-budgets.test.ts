import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import { budgets, survey } from '../../../src/pipeline.ts';

const CONFIG = {
  agents: { default: { kind: 'command', command: ['true'] } },
  gates: [{ name: 'check', command: ['true'] }],
};

const HOST = nodeHost();

interface Desk {
  write(file: string, text: string): void;
  read(file: string): string;
  link(to: string, from: string): void;
  /** Each card's standing by id, the reasons of what is to complain of, and the refusals. */
  fill(write: boolean, asked?: { stories?: readonly string[]; model?: string; files?: readonly string[] }): Promise<Filled>;
  /** Reasons of all that lint finds. */
  lint(): Promise<readonly string[]>;
}

interface Filled {
  readonly standings: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
  readonly refused: boolean;
}

let top: string;
let desk: Desk;

/** A repository with one context file, for cards to be put on. */
beforeEach(async () => {
  top = mkdtempSync(path.join(os.tmpdir(), 'xpar-budgets-'));
  desk = await newDesk();
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

async function newDesk(): Promise<Desk> {
  const host = { ...HOST, machine: { ...HOST.machine, cwd: top } };
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(top, file)), { recursive: true });
    writeFileSync(path.join(top, file), text);
  };
  write('xpar.config.json', JSON.stringify(CONFIG));
  write('src/scale.mjs', 'export const grams = (kilograms) => Math.round(kilograms * 1000);\n'.repeat(20));
  await host.git.init(top, 'main');
  await host.git.commitEverything(top, 'start');
  return {
    write,
    read: (file) => readFileSync(path.join(top, file), 'utf8'),
    link: (to, from) => symlinkSync(to, path.join(top, from)),
    async fill(doWrite, { stories = [], ...rest } = {}) {
      const filled = await budgets(host, { stories, write: doWrite, ...rest });
      if (!filled.ok) return { standings: {}, problems: filled.problems.map(({ reason }) => reason), refused: true };
      const { reviews, problems } = filled.value;
      const standings = Object.fromEntries(reviews.map(({ card, standing }) => [card.id, standing]));
      return { standings, problems: problems.map(({ reason }) => reason), refused: false };
    },
    async lint() {
      const seen = await survey(host, 'lint');
      return seen.ok ? seen.value.findings.map(({ problem }) => problem.reason) : ['refused'];
    },
  };
}

const WEIGH = 'stories/weigh.md';
const ADR_1 = 'adr/ADR-1-grams.md';
const story = (budget: string, status = 'ready'): string =>
  `---\ntitle: Weigh\nstatus: ${status}\n${budget}adrs: [ADR-1]\ncontext: [src/**]\n---\n# Weigh\n\n## Acceptance criteria\n- [ ] it weighs\n`;
const adr = (weight: string): string =>
  `---\ntitle: Grams\nstatus: accepted\n${weight}---\n# ADR-1: Grams\n\n## Decision\nWeights are grams. ${'Whole ones. '.repeat(30)}\n`;
const MODEL = 'budget:\n  model: claude-sonnet-4-6\n';

test('what is measured is written, lint agrees with it, and a second time there is nothing to write', async () => {
  desk.write(WEIGH, story(MODEL));
  desk.write(ADR_1, adr(''));
  expect((await desk.fill(false)).standings).toEqual({ 'ADR-1': 'differs', weigh: 'differs' });
  expect([desk.read(WEIGH), desk.read(ADR_1)]).toEqual([story(MODEL), adr('')]);
  expect((await desk.fill(true)).standings).toEqual({ 'ADR-1': 'written', weigh: 'written' });
  expect((await desk.lint()).filter((reason) => /differs|weight/.test(reason))).toEqual([]);
  expect((await desk.fill(true)).standings).toEqual({ 'ADR-1': 'as-measured', weigh: 'as-measured' });
});

test('floor and working make the ceiling, and the floor counts the weight its ADR is given', async () => {
  desk.write(WEIGH, story(MODEL));
  desk.write(ADR_1, adr(''));
  await desk.fill(true);
  const [floor, working, ceiling] = ['floor', 'working', 'ceiling'].map((key) =>
    Number(new RegExp(`^  ${key}: (\\d+)$`, 'm').exec(desk.read(WEIGH))?.[1]),
  ) as [number, number, number];
  expect(floor + working).toBe(ceiling);
  desk.write(WEIGH, desk.read(WEIGH).replace(/floor: \d+/, 'floor: 0'));
  await desk.fill(true);
  expect(desk.read(WEIGH)).toContain(`  floor: ${floor}\n`);
});

test("an ADR's weight counts the file it stands in", async () => {
  desk.write(ADR_1, adr(''));
  await desk.fill(true);
  const text = desk.read(ADR_1);
  expect(text).toContain(`\nweight: ${await HOST.tokenizer.count(text)}\n`);
});

test('a weight that rules tolerate is left as the person wrote it', async () => {
  desk.write(ADR_1, adr(''));
  await desk.fill(true);
  const near = desk.read(ADR_1).replace(/weight: (\d+)/, (_, weight) => `weight: ${Number(weight) + 40}`);
  desk.write(ADR_1, near);
  expect((await desk.fill(true)).standings).toEqual({ 'ADR-1': 'as-measured' });
  expect(desk.read(ADR_1)).toBe(near);
});

test('a ready story that names no model is told so, until a model is given', async () => {
  desk.write(WEIGH, story(''));
  expect(await desk.fill(true)).toMatchObject({ standings: { weigh: 'no-model' }, problems: ['budget-missing'] });
  expect(await desk.fill(true, { model: 'claude-sonet-4-6' })).toMatchObject({ refused: true, problems: ['bad-argument'] });
  expect(desk.read(WEIGH)).toBe(story(''));
  expect(await desk.fill(true, { model: 'gpt-5.5' })).toMatchObject({ standings: { weigh: 'written' }, problems: [] });
  expect(desk.read(WEIGH)).toMatch(
    /status: ready\nbudget:\n {2}model: gpt-5\.5\n {2}floor: \d+\n {2}working: \d+\n {2}ceiling: \d+\nadrs/,
  );
});

test("a draft without a model is nobody's mistake, and none is given to it", async () => {
  desk.write(WEIGH, story('', 'draft'));
  expect(await desk.fill(true, { model: 'gpt-5.5' })).toMatchObject({ standings: { weigh: 'no-model' }, problems: [] });
  expect(desk.read(WEIGH)).toBe(story('', 'draft'));
});

test('a dropped story and one of an unknown model are left alone', async () => {
  desk.write(WEIGH, story(MODEL, 'dropped'));
  desk.write('stories/sort.md', story('budget:\n  model: nobody-1\n'));
  expect(await desk.fill(true)).toMatchObject({
    standings: { weigh: 'dropped', sort: 'unknown-model' },
    problems: ['unknown-model'],
  });
  expect(desk.read(WEIGH)).toBe(story(MODEL, 'dropped'));
});

test('nothing is written through a link, nor into a card that cannot be read', async () => {
  desk.write('elsewhere.md', story(MODEL));
  desk.write('stories/sort.md', story(`${MODEL}  flor: 1\n`));
  desk.link('../elsewhere.md', WEIGH);
  expect(await desk.fill(true)).toMatchObject({ standings: { weigh: 'differs' }, problems: ['unknown-key', 'not-writable'] });
  expect(desk.read('elsewhere.md')).toBe(story(MODEL));
});

test('a folder of cards that is a link is not written into', async () => {
  desk.write('cards/weigh.md', story(MODEL));
  desk.link('cards', 'stories');
  expect((await desk.fill(true)).problems).toEqual(['not-writable']);
  expect(desk.read('cards/weigh.md')).toBe(story(MODEL));
});

test('only the stories that are named, and the ADRs they pay for', async () => {
  desk.write(WEIGH, story(MODEL));
  desk.write('stories/sort.md', story(MODEL));
  desk.write(ADR_1, adr(''));
  desk.write('adr/ADR-2-euros.md', adr(''));
  expect((await desk.fill(true, { stories: ['weigh'] })).standings).toEqual({ 'ADR-1': 'written', weigh: 'written' });
  expect((await desk.fill(true, { files: ['stories/sort.md'] })).standings).toEqual({ sort: 'written' });
  expect(await desk.fill(true, { stories: ['wiegh'] })).toMatchObject({ refused: true, problems: ['unknown-target'] });
});

test('an ADR without front matter is left alone', async () => {
  desk.write('adr/0001-grams.md', '# Grams\n\n## Decision\nGrams.\n');
  expect(await desk.fill(true)).toMatchObject({ standings: { 'ADR-1': 'no-front-matter' }, problems: [] });
});

test('a dated name of a known model is a known model', async () => {
  desk.write(WEIGH, story('budget:\n  model: claude-sonnet-4-6-20260217\n'));
  expect(await desk.fill(true)).toMatchObject({ standings: { weigh: 'written' }, problems: [] });
  expect(await desk.lint()).toContain('unknown-adr');
  expect(await desk.lint()).not.toContain('unknown-model');
});
