import { expect, test } from 'vitest';
import { addsMarkers, boundedHunks, conflictText, type BriefConflict } from '../../src/agents/conflict-brief.ts';

const OID = 'a'.repeat(40);
const hunk = (ours: string, theirs: string): string =>
  `<<<<<<< ${OID}\n${ours}\n=======\n${theirs}\n>>>>>>> ${OID.replaceAll('a', 'b')}\n`;
const CONFLICT: BriefConflict = {
  how: 'rebase',
  title: 'Double "a" number',
  paths: ['src/a`.ts'],
  others: [{ story: 'add', title: 'Add\n# two' }],
  hunks: 'src/a.ts\nx',
};

test('a rebase names both stories, the files, and what to do with the markers', () => {
  const text = conflictText(CONFLICT);
  expect(text).toContain(`This card ("Double 'a' number") was implemented and green alone.`);
  expect(text).toContain('what `add` ("Add # two") brought in meanwhile, in `src/a\'.ts`. Rebase it');
  expect(text).toMatch(/\n\n```\nsrc\/a\.ts\nx\n```$/);
});

test('built again, nothing of the work is said to stand; of nobody, what is integrated is named', () => {
  const text = conflictText({ ...CONFLICT, how: 'again', others: [], hunks: '' });
  expect(text).toContain('does not merge with what is integrated meanwhile');
  expect(text).toContain('nothing of your work');
  expect(text).not.toContain('```');
});

test('a file that has another name by now is told with both, and by whom', () => {
  const text = conflictText({ ...CONFLICT, renamed: [{ from: 'src/a`.ts', to: 'src/b.ts', by: 'add' }] });
  expect(text).toContain("in `src/a'.ts`. Meanwhile `add` renamed `src/a'.ts` to `src/b.ts`: what you did there");
});

test('only the places in conflict are told, each file under its path, and not more than a session can pay for', () => {
  const text = `before\n${hunk('1', '2')}between\n${hunk('3', '4')}after\n`;
  const told = boundedHunks([
    { path: 'a.ts', text },
    { path: 'clean.ts', text: 'x' },
  ]);
  expect(told).toBe(`a.ts\n${hunk('1', '2')}...\n${hunk('3', '4')}`.trimEnd());
  const long = boundedHunks([{ path: 'a.ts', text: hunk('x\n'.repeat(500), 'y') }]);
  expect(long.split('\n')).toHaveLength(201);
  expect(long).toMatch(/\.\.\. \(the rest is cut off\)$/);
});

test('markers are seen in all three lines, in their order, and those that git wrote in half of a place too', () => {
  expect(addsMarkers(`x\n>>>>>>> ${OID}\n`)).toBe(true);
  expect(addsMarkers(`x\r\n<<<<<<< ${OID}\r\n`)).toBe(true);
  expect(addsMarkers('<<<<<<< HEAD\n=======\nx\n>>>>>>> theirs\n')).toBe(true);
  expect(addsMarkers('<<<<<<< HEAD\r\na\r\n||||||| b\r\n=======\r\n>>>>>>> theirs')).toBe(true);
});

test.each([
  ['a heading', 'Title\n=======\n\ntext\n'],
  ['a text that names them', 'Look for `<<<<<<< HEAD`.\n=======\n  >>>>>>> theirs\n'],
  ['another order', '>>>>>>> theirs\n=======\n<<<<<<< HEAD\n'],
  ['half of another', '<<<<<<< HEAD\nx\n'],
])('%s is no marker', (_what, text) => {
  expect(addsMarkers(text)).toBe(false);
});

test('what stood there before is not told; one place more is', () => {
  const about = '<<<<<<< HEAD\n=======\n>>>>>>> theirs\n';
  expect(addsMarkers(`${about}more\n`, about)).toBe(false);
  expect(addsMarkers(`${about}${about}`, about)).toBe(true);
  expect(addsMarkers(hunk('1', '2'), hunk('1', '3'))).toBe(false);
  expect(addsMarkers(`<<<<<<< ${OID.replaceAll('a', 'c')}\n`, hunk('1', '2'))).toBe(true);
});

test('markers that the repository has longer are markers as well', () => {
  const text = hunk('1', '2').replaceAll(/[<=>]{7}/g, (marker) => marker.repeat(3));
  expect(addsMarkers(`>${'>'.repeat(20)} ${OID}\n`)).toBe(true);
  expect(boundedHunks([{ path: 'a.ts', text: `x\n${text}y\n` }])).toBe(`a.ts\n${text}`.trimEnd());
});

test('a file made of beginnings of places alone is looked through once', () => {
  expect(addsMarkers('<<<<<<< a\n=======\n'.repeat(60_000))).toBe(false);
});
