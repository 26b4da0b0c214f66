import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Document {
  readonly cards: readonly { readonly id: string; readonly standing: string }[];
}

const ADD = 'stories/add.md';

test('budget says what would be written and writes nothing; with --write it does, and then all is as measured', async () => {
  const looked = await workshop.xpar('budget');
  expect(looked).toMatchObject({ code: 1, stderr: expect.stringContaining('hint: xpar budget --write') });
  expect(looked.stdout).toMatch(/^add +- +\d+ \+ \d+ = \d+ +would be written$/m);
  const written = await workshop.start(['budget', '--write']).ended;
  expect(written).toMatchObject({ code: 0 });
  expect(written.stdout).toMatch(/^add .* written$/m);
  expect(await workshop.xpar('budget')).toMatchObject({ code: 0, stderr: expect.stringContaining('nothing to write') });
  expect(workshop.read(ADD)).toMatch(/ {2}model: claude-sonnet-4-6\n {2}floor: \d+\n {2}working: \d+\n {2}ceiling: \d+\nadrs/);
});

test('lint --fix writes into the files it is given, and then says what is left', async () => {
  workshop.edit(ADD, (text) => text.replace('  model: claude-sonnet-4-6\n', '$&  floor: 9.9k # guessed\n'));
  const double = workshop.read('stories/double.md');
  expect((await workshop.xpar('lint', ADD)).stdout).toContain('warning  floor-differs');
  const fixed = await workshop.start(['lint', '--fix', ADD]).ended;
  expect(fixed).toMatchObject({ code: 0, stdout: '', stderr: '1 card written\n1 file: 0 errors, 0 warnings\n' });
  expect(workshop.read(ADD)).toMatch(/floor: \d\.\dk # guessed\n {2}working: \d+\n/);
  expect(workshop.read('stories/double.md')).toBe(double);
});

test('what is integrated is left as it was budgeted', async () => {
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', '--json')).toMatchObject({ code: 0 });
  const before = workshop.read(ADD);
  const written = await workshop.start(['budget', 'add', '--write', '--json']).ended;
  expect(written.json<Document>().cards.find(({ id }) => id === 'add')).toMatchObject({ standing: 'integrated' });
  expect(workshop.read(ADD)).toBe(before);
});

test('a story or a model that does not exist is refused with the one that may be meant', async () => {
  expect(await workshop.xpar('budget', 'ad')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean add?') });
  expect(await workshop.xpar('budget', '--model', 'claude-sonet-4-6')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('such as claude-sonnet-4-6'),
  });
});
