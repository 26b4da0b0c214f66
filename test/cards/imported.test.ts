import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imported, SOURCES, type Imported } from '../../src/cards/from/imported.ts';
import { readStory } from '../../src/cards/read-story.ts';
import type { Story } from '../../src/model/card.ts';
import { BACKLOG, ISSUES, PRD, SPEC_KIT, TASKMASTER } from '../rig/other-tools.ts';

function taken(files: readonly { file: string; text: string }[] | string, options: object = {}): Imported {
  return imported(typeof files === 'string' ? [{ file: 'f', text: files }] : files, options)!;
}

function stories({ cards }: Imported): readonly Story[] {
  return cards.map(({ id, text }) => {
    const { story, problems } = readStory(`stories/${id}.md`, Buffer.from(text));
    expect(problems).toEqual([]);
    return story!;
  });
}

const told = (found: Imported): readonly unknown[] =>
  stories(found).map(({ id, title, status, priority, dependsOn, acceptance }) => [
    id,
    title,
    status,
    priority,
    dependsOn,
    acceptance,
  ]);

test('stories of prd.json keep their criteria, order and needs; those that pass hold nobody up', () => {
  const found = taken(PRD);
  expect([found.source, found.done, found.refused]).toEqual(['prd', ['US-001'], []]);
  expect(told(found)).toEqual([
    ['us-002', 'Show it: "high"', 'draft', 2, [], ['a badge in red']],
    ['story-3', 'Filter by it', 'draft', 3, ['us-002'], []],
  ]);
  expect(stories(found)[0]!.body).toContain('As a clerk ...\n\nsee US-001\n');
});

test('a story of prd.json that says which files it touches keeps them; one that names some outside is refused', () => {
  const files = ['app/api/**', 'db/users "x".sql'];
  const one = (given: object): string => JSON.stringify({ userStories: [{ id: 'a', title: 'a', ...given }] });
  expect(stories(taken(one({ files })))).toMatchObject([{ files }]);
  expect(stories(taken(one({ files: 'app/api' })))).toMatchObject([{ files: [] }]);
  expect(taken(one({ files: ['../../etc/passwd'] }))).toMatchObject({ cards: [], refused: [{ task: 'a' }] });
});

test('tasks of Taskmaster keep details, steps and test strategy, by tag', () => {
  const found = taken(TASKMASTER);
  expect([found.source, found.done]).toEqual(['taskmaster', ['task-1', 'task-4']]);
  expect(told(found)).toEqual([
    ['task-2', 'Sign in', 'draft', 10, [], ['Sign in and out.']],
    ['task-3', 'Sign out', 'blocked', 90, ['task-2'], []],
    ['beta-1', 'Try it', 'draft', 100, [], []],
  ]);
  expect(stories(found)[0]!.body).toContain(
    'With a token.\n\n## Details\n\nUse the library.\n\n## Steps\n\n- Routes Two of them\n',
  );
  expect(taken(JSON.stringify({ tasks: [{ id: 1, title: 'a' }] })).cards.map(({ id }) => id)).toEqual(['task-1']);
});

test('issues keep their text; what they name that is not in the list was closed before', () => {
  const found = taken(ISSUES);
  expect([found.source, found.done]).toEqual(['github', ['issue-29']]);
  expect(told(found)).toEqual([
    ['issue-31', 'Weigh in grams', 'draft', 10, ['issue-30'], ['whole grams']],
    ['issue-30', 'A scale', 'draft', 100, [], []],
  ]);
});

test('a phase of spec-kit is a story with its open tasks as criteria; user stories do not need each other', () => {
  const found = taken(SPEC_KIT);
  expect([found.source, found.done]).toEqual(['spec-kit', ['phase-1']]);
  expect(told(found)).toEqual([
    ['phase-2', 'Foundational (Blocking Prerequisites)', 'draft', 100, [], ['T002 Create Parcel in src/parcel.ts']],
    ['us-1', 'Weigh a parcel', 'draft', 1, ['phase-2'], ['T004 Scale in src/scale.ts', 'T005 Show it in src/ui.ts']],
    ['us-2', 'Price a parcel', 'draft', 2, ['phase-2'], ['T006 Price in src/price.ts']],
    ['phase-5', 'Polish & Cross-Cutting Concerns', 'draft', 100, ['phase-2', 'us-1', 'us-2'], ['T007 Documentation in docs/']],
  ]);
});

test('code within a phase of spec-kit ends nothing, and is no task', () => {
  const code = '~~~~sh\n# run it\n## Phase 9: x\n~~~\n- [ ] T009 an example\n~~~~';
  const found = taken(`## Phase 1: Setup\n\n${code}\n- [ ] T001 a\n\n## Phase 2: More\n- [ ] T002 b\n\n## Notes\n- [ ] T003 c\n`);
  expect(stories(found).map(({ id, acceptance }) => [id, acceptance])).toEqual([
    ['phase-1', ['T001 a']],
    ['phase-2', ['T002 b']],
  ]);
  expect(stories(found)[0]!.body).toContain(code);
});

test('tasks of Backlog.md lose the marks of its program', () => {
  const found = taken(BACKLOG);
  expect([found.source, found.done]).toEqual(['backlog', ['task-3']]);
  expect(told(found)).toEqual([
    ['task-4', 'Weigh: in grams', 'draft', 50, ['task-5'], ['whole grams', 'an empty scale']],
    ['task-5', 'Price', 'draft', 100, [], []],
  ]);
  expect(stories(found)[0]!.body).not.toContain('<!--');
});

test('what cannot be a card is told with the reason, and the rest is taken', () => {
  const found = taken(
    JSON.stringify({
      userStories: [
        { id: 'US-1', title: 'a' },
        { id: 'us 1', title: 'the same' },
        { id: '…', title: 'no letters' },
        { id: 'b', title: 'b', dependsOn: ['gone'] },
        { id: 'main', title: 'a name of git' },
        { title: '' },
        null,
      ],
    }),
  );
  expect(found.cards.map(({ id }) => id)).toEqual(['us-1']);
  expect(found.refused.map(({ task, why }) => [task, why])).toEqual([
    ['us 1', 'another is called us-1 as well'],
    ['…', 'its id "" would have to be an id that is not empty'],
    ['b', 'it needs gone, which is not there'],
    ['main', 'its id "main" would have to be a name that is not reserved'],
    ['story-6', 'it has no title'],
    ['story-7', 'it has no title'],
  ]);
  expect(taken(PRD, { prefix: 'shop' }).cards.map(({ id }) => id)).toEqual(['shop-us-002', 'shop-story-3']);
});

test('criteria that a text has of its own are kept, and those beside it that it does not say', () => {
  for (const heading of ['# Acceptance criteria', '### Acceptance Criteria:']) {
    const description = `${heading}\n- [x] It \`adds\`\n\nMore.`;
    const found = taken(
      JSON.stringify({ userStories: [{ id: 'a', title: 'a', description, acceptanceCriteria: ['it adds', 'b'] }] }),
    );
    expect(stories(found)).toMatchObject([{ acceptance: ['It `adds`', 'b'], criteria: 2 }]);
  }
});

test('a task without a title is refused and said, whoever keeps it', () => {
  expect(taken('{"tasks":[{"id":1},{}]}')).toMatchObject({ cards: [], refused: [{ task: 'task-1' }, { task: 'task-2' }] });
  expect(taken('{"tasks":[{"id":1},{"id":2,"title":"b","dependencies":[1]}]}').refused[1]!.why).toMatch('needs task-1');
  expect(taken('[{"number":3,"title":" "}]')).toMatchObject({ cards: [], refused: [{ task: 'issue-3' }] });
});

test('what needs one that is refused is refused with it, however far behind', () => {
  const userStories = [
    { id: 'last', title: 'c', dependsOn: ['next'] },
    { id: 'next', title: 'b', dependsOn: ['main'] },
    { id: 'main', title: 'a name of git' },
    { id: 'twin', title: 'the first' },
    { id: 'twin', title: 'the second' },
    { id: 'free', title: 'd', dependsOn: ['twin'] },
  ];
  const found = taken(JSON.stringify({ userStories }));
  expect(found.cards.map(({ id }) => id)).toEqual(['twin', 'free']);
  expect(found.refused.map(({ task, why }) => `${task}: ${why}`)).toEqual([
    'last: it needs next, which is not imported',
    'next: it needs main, which is not imported',
    'main: its id "main" would have to be a name that is not reserved',
    'twin: another is called twin as well',
  ]);
});

test('an issue that names itself waits for nobody', () => {
  const found = taken('[{"number":5,"title":"a","body":"depends on #5, #6"},{"number":6,"title":"b"}]');
  expect(stories(found).map(({ dependsOn }) => dependsOn)).toEqual([['issue-6'], []]);
});

test("files of nobody are nobody's, and a named source takes no other", () => {
  for (const text of ['', '{', '[]x', '{}', 'null', '# Notes\n', '{"tasks":3}', '## Phase 1: x\n'])
    expect(imported([{ file: 'a', text }], {})).toBeUndefined();
  expect(imported([{ file: 'a', text: PRD }], { from: 'taskmaster' })).toBeUndefined();
  expect(imported([], {})).toBeUndefined();
});

test('whatever a task says, its card reads as it was meant, or it is refused', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom(
      '---\ntitle: x\n---',
      '# Acceptance criteria',
      '\u0000',
      '${x}',
      '"',
      '\\',
      '- [ ] a\n\n\n# b',
      ': #',
      '\r\n',
      '\u202e',
    ),
  );
  fc.assert(
    fc.property(text, text, fc.array(text, { maxLength: 3 }), (title, description, acceptanceCriteria) => {
      const { cards } = taken(JSON.stringify({ userStories: [{ id: 'a', title, description, acceptanceCriteria }] }));
      for (const { id, title: line, text: card } of cards) {
        const { story } = readStory(`stories/${id}.md`, Buffer.from(card));
        expect([story?.title, story?.status, story?.dependsOn]).toEqual([line, 'draft', []]);
      }
    }),
    { numRuns: 300 },
  );
});

test('every source says by what it is known', () => {
  expect(SOURCES.map(({ name }) => name)).toEqual(['prd', 'taskmaster', 'github', 'spec-kit', 'backlog']);
});
