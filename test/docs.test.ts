import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { VERBS } from '../src/cli/verbs.ts';

const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'AGENTS.md', 'CHANGELOG.md'];
const text = (file: string): string => fs.readFileSync(file, 'utf8');
const { scripts } = JSON.parse(text('package.json')) as { scripts: Record<string, string> };

/** Lines of the `sh` blocks, comments dropped. */
function commands(file: string): string[] {
  return [...text(file).matchAll(/```sh\n([\s\S]*?)```/g)]
    .flatMap(([, block]) => block!.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '');
}

test('every xpar command on a page is a verb that exists', () => {
  const said = pages
    .flatMap(commands)
    .flatMap((line) => [...line.matchAll(/\bxpar(?: -C \S+)?(?: ([a-z]+))?/g)].map(([, verb]) => verb));
  expect(said.length).toBeGreaterThan(10);
  expect(said.filter((verb) => verb !== undefined && !VERBS.includes(verb))).toEqual([]);
});

test('every npm script on a page exists', () => {
  const said = pages.flatMap(commands).flatMap((line) => [...line.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!));
  expect(said.length).toBeGreaterThan(3);
  expect(said.filter((name) => scripts[name] === undefined)).toEqual([]);
});

test('every link to a file on a page leads somewhere', () => {
  const links = pages.flatMap((page) => [...text(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target]) => target!));
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((target) => !fs.existsSync(target))).toEqual([]);
});

test("ARCHITECTURE's code map names every room, and no room that is gone", () => {
  const mapped = [...text('ARCHITECTURE.md').matchAll(/^\| `src\/(\w+)\/`/gm)].map(([, room]) => room!).toSorted();
  const rooms = fs
    .readdirSync('src', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
  expect(mapped).toEqual(rooms);
});

test('every invariant names an ADR that exists', () => {
  const named = [...text('ARCHITECTURE.md').matchAll(/\(ADR-(\d+)\)/g)].map(([, number]) => number!);
  const there = fs.readdirSync('adr').map((file) => /^ADR-(\d+)/.exec(file)?.[1]);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((number) => !there.includes(number))).toEqual([]);
});

test('AGENTS.md stays short enough to be read by every session', () => {
  expect(text('AGENTS.md').split('\n').length).toBeLessThan(60);
});

test('the story on the README is one that xpar reads without a complaint', async () => {
  const { readStory } = await import('../src/cards/read-story.ts');
  const card = /```markdown\n(---\n[\s\S]*?)```/.exec(text('README.md'))![1]!;
  const { story, problems } = readStory('stories/weigh-parcel.md', Buffer.from(card));
  expect(problems).toEqual([]);
  expect(story?.adrs).toEqual(['ADR-3', 'ADR-1']);
});

test('what the package publishes is there after a build', () => {
  const { files, bin } = JSON.parse(text('package.json')) as { files: string[]; bin: { xpar: string } };
  expect(files.filter((entry) => entry !== 'dist' && !fs.existsSync(entry))).toEqual([]);
  expect(fs.existsSync(path.resolve(bin.xpar))).toBe(true);
});
