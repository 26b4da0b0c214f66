import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { packagesLoaded } from '../rig/packages-loaded.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

const HEAVY = /^(?:js-tiktoken|ajv|markdown-it|yaml|commander|execa|picomatch)$/;

/** Only what has been left alone for a moment is believed by its look. */
async function untilQuick(): Promise<void> {
  const isQuick = async (): Promise<boolean> =>
    (await packagesLoaded(workshop, 'build')).packages.every((name) => !HEAVY.test(name));
  await vi.waitUntil(isQuick, { timeout: 20_000 });
}

const QUICK = { code: 0, stdout: 'Up to date: 3 stories, nothing to do\n', stderr: '' };

async function build(): Promise<void> {
  workshop.plays(GOOD);
  await workshop.xpar('build');
}

const built = madeOnce(workshop, build);

beforeEach(() => built());

describe('a build of what is up to date', () => {
  test('reads nothing and loads nothing the second time', async () => {
    await untilQuick();
    const { ran, packages } = await packagesLoaded(workshop);
    expect([ran, packages]).toMatchObject([QUICK, []]);
    expect(await workshop.xpar('-q', '-j', '2')).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(await workshop.xparWith({ cwd: 'abacus/src' }, 'build', '-k')).toMatchObject(QUICK);
    expect(await workshop.xparWith({ cwd: '.' }, '-C', 'abacus')).toMatchObject(QUICK);
  });

  test('is refused for a wrong flag or a wrong XPAR_JOBS all the same', async () => {
    await untilQuick();
    expect((await workshop.xpar('-j', '0')).code).toBe(2);
    expect((await workshop.xpar('--kepp-going')).code).toBe(2);
    expect((await workshop.xparWith({ env: { XPAR_JOBS: 'many' } })).code).toBe(2);
    expect((await workshop.xparWith({ cwd: 'abacus/.git' })).refusals).toEqual(['not-a-repository']);
  });

  test('of a linked worktree is quick too, and has an answer of its own', async () => {
    workshop.git('worktree', 'add', '--quiet', '-b', 'other', '../linked');
    workshop.write('../linked/stories/add.md', workshop.read('stories/add.md').replace('two and three', '2 and 3'));
    await untilQuick();
    expect((await workshop.xparWith({ cwd: 'linked' }, '-q')).code).toBe(1);
    expect(await workshop.xpar()).toMatchObject(QUICK);
  });
});

test('after any change it is quick no more, and right', async () => {
  const read = (file: string): string => workshop.read(file);
  const write = (file: string, text: string): void => workshop.write(file, text);
  const git = (...args: string[]): string => workshop.git(...args);
  const edit = (file: string, from: string, to: string) => () => write(file, read(file).replace(from, to));
  const remove = (file: string) => () => rmSync(path.join(workshop.root, 'abacus', file));
  const tip = git('rev-parse', 'xpar/integration').trim();
  const changes: readonly (readonly [what: string, change: () => void, code: number])[] = [
    ['an edit of a card', edit('stories/add.md', 'two and', '2 and'), 1],
    ['a new card', () => write('stories/sum.md', read('stories/add.md')), 1],
    ['a contract', edit('adr/ADR-1-whole-numbers.md', '## Contract', '## Contract\n\nAnd more.'), 1],
    ['a config that is broken', () => write('xpar.config.json', '{'), 2],
    ['packed refs', () => git('pack-refs', '--all'), 0],
    ['a card that is gone', remove('stories/add.md'), 0],
    ['no journal', remove('.xpar/journal.jsonl'), 0],
    ['no integration branch', () => git('update-ref', '-d', 'refs/heads/xpar/integration'), 1],
  ];
  for (const [what, change, code] of changes) {
    await untilQuick();
    change();
    const { ran, packages } = await packagesLoaded(workshop, '-q');
    expect([what, ran.code, packages.includes('execa')]).toEqual([what, code, true]);
    git('checkout', '--quiet', '.');
    git('clean', '--quiet', '--force');
    git('update-ref', 'refs/heads/xpar/integration', tip);
  }
});

test('no command loads what it does not need', async () => {
  await workshop.xpar('plan');
  await untilQuick();
  const loads = async (...args: string[]): Promise<readonly string[]> =>
    (await packagesLoaded(workshop, ...args)).packages.filter((name) => HEAVY.test(name) && name !== 'commander');
  expect(await loads('--version')).toEqual([]);
  expect(await loads('--help')).toEqual([]);
  const asked = await Promise.all([loads('plan'), loads('why', 'add'), loads('status'), loads('build', '-n')]);
  expect(new Set(asked.flat())).toEqual(new Set(['execa', 'picomatch']));
});

test('says its version, however it is asked, and wherever', async () => {
  const { version } = JSON.parse(readFileSync(path.join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  for (const asked of [['--version'], ['-V'], ['--version', 'build'], ['-C', '.', '-V']])
    expect(await workshop.xpar(...asked)).toMatchObject({ code: 0, stdout: `${version}\n` });
});
