import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** Makes `add` too big by one file that can be cut, or by its own text. */
function overfill(how: 'file' | 'card'): void {
  const words = Array.from({ length: 20_000 }, (_, at) => `bead${at}`).join(' ');
  if (how === 'card') workshop.edit('stories/add.md', (text) => text.replace('Two rows', `${words}\n\nTwo rows`));
  else {
    workshop.write('src/beads.txt', words);
    workshop.edit('stories/add.md', (text) => text.replace('context: [', 'context: [src/beads.txt, '));
  }
  workshop.commit('more');
}

test('plan, lint and budget each say by how much, how likely it fits, and which files to cut with their tokens', async () => {
  overfill('file');
  for (const command of [['plan', 'add'], ['lint'], ['budget', 'add']]) {
    const { stdout } = await workshop.xpar(...command);
    expect(stdout).toContain('add does not fit into the smart zone of its model');
    expect(stdout).toMatch(/which is [\d,]+ over; it fits with a probability of \d+%/);
    expect(stdout).toMatch(/hint: +cut src\/beads\.txt \([\d,]+\), or split the story/);
  }
});

test('a card that is too big by itself is to be split, and what is cut in vain is said to be', async () => {
  overfill('card');
  const { stdout } = await workshop.xpar('plan', 'add');
  expect(stdout).toMatch(/hint: split the story: even without .*src\/limits\.mjs \(\d+\).* it does not fit/);
});

test('past the warning line of the config a story is tight in the plan, and a session is told when it gets there', async () => {
  workshop.configure({ models: { 'claude-sonnet-4-6': { smartZone: { warn: '1900', hard: '100k' } } } });
  expect((await workshop.xpar('plan', 'add')).stdout).toContain('tight: P50 is past the warning line');
  workshop.plays(GOOD);
  const alarms = (await workshop.xpar('build', 'add', '--json')).told('alarm');
  expect(alarms.filter(({ kind }) => kind === 'zone')).toMatchObject([{ story: 'add', contextTokens: 2000, limitTokens: 1900 }]);
});
