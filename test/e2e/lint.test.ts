import { describe, expect, test } from 'vitest';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Linted {
  readonly findings: readonly {
    readonly severity: string;
    readonly reason: string;
    readonly place: { file: string; line: number; column: number };
  }[];
}

const ADD = 'stories/add.md';
const SUM = 'stories/sum.md';
const ADR_1 = 'adr/ADR-1-whole-numbers.md';

interface Case {
  readonly what: string;
  readonly file: string;
  readonly change: (text: string) => string;
  /** `file:line:column reason` */
  readonly found: string;
}

const ERRORS: readonly Case[] = [
  {
    what: 'a key that no card has',
    file: ADD,
    change: (text) => text.replace('adrs:', 'adrz:'),
    found: `${ADD}:6:1 unknown-key`,
  },
  {
    what: 'a value of the wrong kind',
    file: ADD,
    change: (text) => text.replace('ready', 'redy'),
    found: `${ADD}:3:9 wrong-value`,
  },
  {
    what: 'an id that is not the file name',
    file: ADD,
    change: (text) => text.replace('title', 'id: ad\ntitle'),
    found: `${ADD}:2:5 id-differs`,
  },
  {
    what: 'an ADR that is not there',
    file: ADD,
    change: (text) => text.replace('[ADR-1]', '[ADR-1, ADR-9]'),
    found: `${ADD}:6:15 unknown-adr`,
  },
  {
    what: 'a story that is not there',
    file: SUM,
    change: (text) => text.replace('[add]', '[ad]'),
    found: `${SUM}:9:14 unknown-story`,
  },
  {
    what: 'a ready story without a budget',
    file: ADD,
    change: (text) => text.replace(/budget:\n.*\n/, ''),
    found: `${ADD}:3:9 budget-missing`,
  },
  {
    what: 'a ready story without acceptance criteria',
    file: ADD,
    change: (text) => text.replace('- [ ] two and three are five', ''),
    found: `${ADD}:15:1 acceptance-missing`,
  },
  {
    what: 'a declared weight that is not the measured one',
    file: ADR_1,
    change: (text) => text.replace('weight: 100', 'weight: 900'),
    found: `${ADR_1}:4:9 weight-differs`,
  },
  {
    what: 'a reference to an ADR that is not there in what an ADR does not decide',
    file: ADR_1,
    change: (text) => text.replace('(ADR-2)', '(ADR-7)'),
    found: `${ADR_1}:20:3 dangling-reference`,
  },
  {
    what: 'a lock whose test is not there',
    file: ADR_1,
    change: (text) => text.replace('is a whole number\n', 'is whole\n'),
    found: `${ADR_1}:6:5 lock-test-gone`,
  },
  {
    what: 'a lock whose file is not there',
    file: ADR_1,
    change: (text) => text.replace('checks/limits.mjs', 'checks/limit.mjs'),
    found: `${ADR_1}:6:5 lock-file-gone`,
  },
];

async function lint(...files: string[]): Promise<{ code: number | null; errors: string[]; warnings: string[] }> {
  const ran = await workshop.xpar('lint', '--format', 'json', ...files);
  const { findings } = ran.json<Linted>();
  const of = (severity: string): string[] =>
    findings
      .filter((one) => one.severity === severity)
      .map(({ place, reason }) => `${place.file}:${place.line}:${place.column} ${reason}`);
  return { code: ran.code, errors: of('error'), warnings: of('warning') };
}

describe('lint finds, with its place,', () => {
  test.for(ERRORS)('$what', async ({ file, change, found }) => {
    workshop.edit(file, change);
    const linted = await lint();
    expect(linted.errors).toContain(found);
    expect(linted.code).toBe(1);
  });

  test('stories that wait for each other, with the ring shown', async () => {
    workshop.edit(ADD, (text) => text.replace('depends_on: []', 'depends_on: [sum]'));
    const ran = await workshop.xpar('lint', '--format', 'json');
    expect(ran.code).toBe(1);
    expect(ran.json<Linted>().findings).toContainEqual(
      expect.objectContaining({ reason: 'ring', ring: ['add', 'sum', 'add'], place: { file: ADD, line: 9, column: 14 } }),
    );
  });

  test('a declared floor that is not the measured one, as a warning', async () => {
    workshop.edit(ADD, (text) => text.replace(/(model: .*)/, '$1\n  floor: 9k'));
    const linted = await lint();
    expect(linted).toMatchObject({ code: 0, errors: [] });
    expect(linted.warnings).toContain(`${ADD}:6:10 floor-differs`);
  });

  test('an ADR that one story alone uses, as a warning that does not fail', async () => {
    workshop.edit(SUM, (text) => text.replace('[ADR-1, ADR-2]', '[ADR-1]'));
    const linted = await lint();
    expect(linted).toMatchObject({ code: 0, errors: [] });
    expect(linted.warnings).toContain('adr/ADR-2-one-limit.md:1:1 adr-used-once');
  });
});

test('sound cards pass, and only the cards named are told of', async () => {
  expect(await lint()).toEqual({ code: 0, errors: [], warnings: [] });
  workshop.edit(ADD, (text) => text.replace('ready', 'redy'));
  workshop.edit(SUM, (text) => text.replace('[add]', '[adds]'));
  expect((await lint(SUM)).errors).toEqual([`${SUM}:9:14 unknown-story`]);
  expect((await workshop.xpar('lint', 'stories/nothing.md')).code).toBe(2);
});

test('findings are told for people, for programs and for GitHub', async () => {
  workshop.edit(ADD, (text) => text.replace('[ADR-1]', '[ADR-3]'));
  const pretty = await workshop.xpar('lint');
  expect(pretty.stdout).toMatch(
    /^stories\/add\.md:6:8 error {2}unknown-adr {2}.*ADR-3.*\n( {2}\w+: .*\n)* {2}hint: +did you mean ADR-1\?\n/m,
  );
  expect(pretty.stderr).toBe('3 stories, 2 ADRs: 1 error, 0 warnings\n');
  const github = await workshop.xpar('lint', '--format', 'github');
  expect(github.stdout).toMatch(/^::error file=stories\/add\.md,line=6,col=8,title=unknown-adr::/m);
  expect((await workshop.xpar('lint', '--format', 'xml')).code).toBe(2);
});

describe('lint --staged', () => {
  test('tells what is wrong with the cards that the next commit changes, and with no others', async () => {
    const spoil = (text: string): string => text.replace('[ADR-1]', '[ADR-1, ADR-9]');
    workshop.edit(ADD, spoil);
    workshop.git('add', ADD);
    workshop.edit(SUM, (text) => text.replace('[add]', '[ad]'));
    const linted = await lint('--staged');
    expect(linted).toMatchObject({ code: 1, errors: [`${ADD}:6:15 unknown-adr`] });
  });

  test('with no card staged has nothing to do, whatever else is wrong', async () => {
    workshop.edit(ADD, (text) => text.replace('[ADR-1]', '[ADR-1, ADR-9]'));
    workshop.write('notes/other.md', 'no card');
    workshop.git('add', 'notes');
    const ran = await workshop.xpar('lint', '--staged');
    expect(ran).toMatchObject({ code: 0, stderr: '0 cards staged: 0 errors, 0 warnings\n' });
  });

  test('and file names are two answers to one question', async () => {
    const ran = await workshop.xpar('lint', '--staged', ADD);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("'--staged' cannot be used with file names");
  });
});
