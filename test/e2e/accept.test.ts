import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Pages {
  readonly stories: readonly { readonly story: string; readonly accepted?: { readonly by?: { readonly name: string } } }[];
}

async function integrate(acceptance: 'land' | 'story' | 'auto'): Promise<void> {
  workshop.configure({ base: 'main', acceptance });
  workshop.commit('The base is main');
  workshop.git('config', 'user.name', 'Ada Lovelace');
  workshop.git('config', 'user.email', 'ada@example.org');
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', '-j', '1', '--json', 'add', 'double')).toMatchObject({ code: 0 });
}

const integrated = madeOnce(workshop, integrate);

const accepted = async (): Promise<readonly string[]> => {
  const { stories } = (await workshop.xpar('accept', 'add', 'double', '--show', '--json')).json<Pages>();
  return stories.filter((one) => one.accepted !== undefined).map(({ story }) => story);
};

test('under acceptance: story landing stops before the first that nobody accepted, by its name, and lands the rest once it is', async () => {
  await integrated('story');
  const main = workshop.git('rev-parse', 'main');
  const none = await workshop.xpar('land', '--yes');
  expect(none).toMatchObject({ code: 3, refusals: ['not-accepted'] });
  expect(none.stderr).toMatch(/landing stops before add, .*\n.*\n +found: +2 not accepted\n +hint: +xpar accept add --show/);
  expect(workshop.git('rev-parse', 'main')).toBe(main);

  expect(await workshop.xpar('accept', 'add')).toMatchObject({ code: 0 });
  const some = await workshop.xpar('land', '--yes');
  expect(some).toMatchObject({ code: 3, refusals: ['not-accepted'] });
  expect(some.stdout).toMatch(/^main is at \w{10}: 1 story landed\n$/);
  expect(some.stderr).toContain('landing stops before double');
  expect(workshop.exists('src/add.mjs')).toBe(true);
  expect(workshop.exists('src/double.mjs')).toBe(false);

  expect(await workshop.xpar('accept', '--all', '--yes')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('land', '--yes')).toMatchObject({ code: 0 });
  expect(workshop.git('rev-parse', 'main')).toBe(workshop.git('rev-parse', 'xpar/integration'));
});

test('a page holds what was asked for and what was seen; showing it accepts nothing', async () => {
  await integrated('story');
  const page = await workshop.xpar('accept', 'add', '--show');
  expect(page).toMatchObject({ code: 0, stderr: '' });
  for (const said of [
    'asked for',
    'two and three are five',
    'gates',
    'green',
    'src/add.mjs',
    'ADR-1',
    '1 session',
    'not accepted',
  ])
    expect(page.stdout).toContain(said);
  expect(workshop.git('for-each-ref', 'refs/xpar/accepted')).toBe('');
  expect((await workshop.xpar('inbox', '--json')).json()).toMatchObject({ toAccept: ['add', 'double'] });
  expect((await workshop.xpar('status')).stdout).toContain('not accepted yet: add, double: xpar accept');
  const list = await workshop.xpar('accept');
  expect(list.stdout).toMatch(/^story .*\nadd .*\ndouble .*\n +hint: /);
  expect(workshop.git('for-each-ref', 'refs/xpar/accepted')).toBe('');
});

test('who accepted and when is in the ledger; the ref holds the landing; saying it twice changes nothing', async () => {
  await integrated('story');
  expect(await workshop.xpar('accept', 'add')).toMatchObject({ code: 0 });
  const merge = workshop.git('log', '--format=%H', '--grep=^Xpar-Story: add$', 'xpar/integration');
  expect(workshop.git('rev-parse', 'refs/xpar/accepted/add')).toBe(merge);
  const journal = workshop.read('.xpar/journal.jsonl');
  expect(journal).toMatch(
    /"t":"accepted","at":\d+,"story":"add","commit":"\w+","by":\{"name":"Ada Lovelace","email":"ada@example.org"\}/,
  );
  expect(await workshop.xpar('accept', 'add')).toMatchObject({ code: 0 });
  expect(workshop.read('.xpar/journal.jsonl')).toBe(journal);
  expect((await workshop.xpar('accept')).stdout).toMatch(/^story .*\ndouble .*\n/);
});

test('a ref that somebody else moved is no word, nor is one on an earlier landing', async () => {
  await integrated('story');
  const merge = workshop.git('log', '--format=%H', '--grep=^Xpar-Story: add$', 'xpar/integration');
  workshop.git('update-ref', 'refs/xpar/accepted/add', merge);
  expect(await accepted()).toEqual([]);
  workshop.git('update-ref', 'refs/xpar/accepted/add', 'main');
  expect(await accepted()).toEqual([]);
  expect(await workshop.xpar('accept', 'add')).toMatchObject({ code: 0 });
  expect(await accepted()).toEqual(['add']);
});

test('without a name, or a terminal for --all, nothing is accepted; what is not integrated is refused by name', async () => {
  await integrated('story');
  expect(await workshop.xpar('accept', '--all')).toMatchObject({ code: 3, refusals: ['not-confirmed'] });
  const unknown = await workshop.xpar('accept', 'ad');
  expect(unknown).toMatchObject({ code: 2, refusals: ['not-integrated'] });
  expect(unknown.stderr).toContain('did you mean add?');
  expect(await workshop.xpar('accept', 'sum')).toMatchObject({ code: 2, refusals: ['not-integrated'] });
  // An agent that finds xpar on its path accepts, rejects and lands nothing.
  workshop.configure({ acceptance: 'land' });
  for (const words of [
    ['accept', 'add'],
    ['reject', 'add', '--why', 'no'],
    ['land', '--yes'],
  ])
    expect(await workshop.xparWith({ env: { XPAR_SESSION: 'add-1' } }, ...words)).toMatchObject({
      refusals: ['answer-from-lane'],
    });
  expect(workshop.git('for-each-ref', 'refs/xpar/accepted')).toBe('');
});

test('under acceptance: auto landing asks nobody; under land it asks once for all, and accepted or not lands', async () => {
  await integrated('auto');
  expect(await workshop.xpar('land')).toMatchObject({ code: 0 });
  expect(await workshop.xpar('accept', 'add')).toMatchObject({ code: 0 });
  expect(workshop.exists('src/double.mjs')).toBe(true);
  expect((await workshop.xpar('accept')).stdout).toBe('Nothing waits for your word.\n');
});

test('landing by a merge keeps the tested tree, names who landed what, and the next build goes on from it', async () => {
  await integrated('land');
  const [main, tip] = [workshop.git('rev-parse', 'main'), workshop.git('rev-parse', 'xpar/integration')];
  expect(await workshop.xpar('land', '--yes', '--merge')).toMatchObject({ code: 0 });
  expect(workshop.git('rev-parse', 'main^1', 'main^2', 'main^{tree}')).toBe(
    [main, tip, workshop.git('rev-parse', `${tip}^{tree}`)].join('\n'),
  );
  expect(workshop.git('log', '-1', '--format=%B', 'main')).toContain(
    'Xpar-Landed: add, double\nXpar-By: Ada Lovelace <ada@example.org>',
  );
  expect(workshop.git('status', '--porcelain')).toBe('');
  const again = await workshop.xpar('build', 'add', 'double', '--json');
  expect(again).toMatchObject({ code: 0 });
  expect(again.told('started')).toEqual([]);
  expect((await workshop.xpar('land', '--yes')).stdout).toContain('nothing to land');
});
