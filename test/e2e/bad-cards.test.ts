import { symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Found {
  readonly reason: string;
  readonly place: { readonly file: string; readonly line?: number; readonly column?: number };
  readonly words: { readonly what: string; readonly expected?: string; readonly found?: string; readonly hint?: string };
}

async function errors(): Promise<readonly Found[]> {
  const lint = await workshop.xpar('lint', '--format', 'json');
  expect(lint.code).toBe(1);
  const { findings } = lint.json<{ findings: readonly (Found & { severity: string })[] }>();
  return findings.filter(({ severity }) => severity === 'error');
}

const HEAD = '---\ntitle: Add two numbers\nstatus: ready\n';

describe('a card that cannot be read is told with its place:', () => {
  test.for([
    ['a fence that is not closed', `${HEAD}# Add\n`, 'front-matter-unclosed', 1],
    ['a tab for indentation', `${HEAD}budget:\n\tmodel: m\n---\n# Add\n`, 'yaml-tab', 5],
    ['a key said twice', `${HEAD}title: Again\n---\n# Add\n`, 'yaml-duplicate-key', 4],
    ['two documents', `${HEAD}...\n---\ntitle: B\n---\n# Add\n`, 'yaml-two-documents', undefined],
    ['an alias', `${HEAD}adrs: &a [ADR-1]\nfiles: *a\n---\n# Add\n`, 'yaml-alias', 5],
    ['a tag', `${HEAD}type: !!js/function 'x'\n---\n# Add\n`, 'yaml-tag', 4],
    ['code for front matter', '---js\n{ title: "Add" }\n---\n# Add\n', 'front-matter-not-yaml', 1],
  ] as const)('%s', async ([, text, reason, line]) => {
    workshop.write('stories/add.md', text);
    const [found, ...more] = (await errors()).filter(({ place }) => place.file === 'stories/add.md');
    expect(found).toMatchObject({ reason, place: { file: 'stories/add.md', ...(line === undefined ? {} : { line }) } });
    expect(more).toEqual([]);
  });
});

test('a card that cannot be read holds up what depends on it, and nobody else', async () => {
  workshop.write('stories/add.md', `${HEAD}# Add\n`);
  workshop.plays(GOOD);
  const build = await workshop.xpar('build', '-k', '--json');
  expect(build).toMatchObject({ code: 1 });
  expect(build.told('problem')).toContainEqual(
    expect.objectContaining({ finding: expect.objectContaining({ severity: 'error' }) }),
  );
  expect(build.told('integrated').map(({ story }) => story)).toEqual(['double']);
});

test('an ADR that cannot be read holds the stories it is in the scope of, and nobody else: what they stand for is not known', async () => {
  workshop.edit('adr/ADR-2-one-limit.md', (text) => text.replace('status: accepted', '\tstatus: accepted'));
  workshop.edit('stories/sum.md', (text) => text.replace('depends_on: [add]', 'depends_on: []'));
  workshop.plays(GOOD);
  const build = await workshop.xpar('build', '-k', '--json');
  expect(build.code).toBe(1);
  expect(build.told('held').map(({ story, decision }) => [story, decision.reason])).toEqual([
    ['double', { code: 'adr-unreadable', adr: 'ADR-2' }],
    ['sum', { code: 'adr-unreadable', adr: 'ADR-2' }],
  ]);
  expect(build.told('integrated').map(({ story }) => story)).toEqual(['add']);
  const why = await workshop.xpar('why', 'double');
  expect(why.stdout).toContain('ADR-2, which is in its scope, cannot be read');
  workshop.git('checkout', '--', 'adr');
  expect((await workshop.xpar('build')).code).toBe(0);
  expect(workshop.stage.begun.toSorted()).toEqual(['add#1', 'double#1', 'sum#1']);
});

test('a file without front matter is no card, which is noted and lets the others through', async () => {
  workshop.write('stories/reading.md', '# What to read\n');
  const lint = await workshop.xpar('lint');
  expect(lint.code).toBe(0);
  expect(lint.stdout).toContain('stories/reading.md note  skipped-file');
});

test('a BOM and CRLF change nothing: not the card, nor what was built from it', async () => {
  workshop.plays(GOOD);
  await workshop.xpar('build', 'add', '--json');
  workshop.edit('stories/add.md', (text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`);
  expect((await workshop.xpar('lint')).code).toBe(0);
  const again = await workshop.xpar('build', 'add', '--json');
  expect(again).toMatchObject({ code: 0 });
  expect(again.told('started')).toEqual([]);
});

test('a story that needs itself runs never, and says so', async () => {
  workshop.edit('stories/add.md', (text) => text.replace('depends_on: []', 'depends_on: [add]'));
  expect(await errors()).toContainEqual(expect.objectContaining({ reason: 'ring', ring: ['add', 'add'] }));
  workshop.plays(GOOD);
  const build = await workshop.xpar('build', '-k', '--json');
  expect(build).toMatchObject({ code: 1 });
  expect(build.told('integrated').map(({ story }) => story)).toEqual(['double']);
});

test.for(['-rf', '$(touch P)', 'main', 'aux', 'a;b', "it's", 'Add', 'xpar', 'a\nb', '\u202Egnp'])(
  'a card named %j is no story, and nothing is made of its name',
  async (stem) => {
    writeFileSync(path.join(workshop.repository, 'stories', `${stem}.md`), workshop.read('stories/double.md'));
    const [found] = await errors();
    expect(found!.reason).toMatch(/^(bad-id|duplicate-id)$/);
    expect(found!.place.file).toBe(`stories/${stem}.md`);
    expect((await workshop.xpar('lint')).stdout).not.toMatch(/[\u202E\r]/u);
    expect(workshop.exists('P')).toBe(false);
  },
);

test('an id that leads elsewhere is refused on the card and on the command line', async () => {
  workshop.edit('stories/add.md', (text) => text.replace('title:', 'id: ../x\ntitle:'));
  expect(await errors()).toContainEqual(expect.objectContaining({ place: { file: 'stories/add.md', line: 2, column: 5 } }));
  for (const target of ['../x', '--', '$(touch P)']) expect((await workshop.xpar('build', '--', target)).code).toBe(2);
  expect(workshop.exists('.xpar')).toBe(false);
});

test('a card that is a link out of the repository is not followed', async () => {
  symlinkSync('/etc/passwd', path.join(workshop.repository, 'stories/secret.md'));
  expect(await errors()).toContainEqual(expect.objectContaining({ reason: 'unreadable', place: { file: 'stories/secret.md' } }));
});

test('a card that cannot be read, asked for by name, is told with what is wrong with it', async () => {
  workshop.write('stories/add.md', `${HEAD}title: Again\n---\n# Add\n`);
  for (const asked of [
    ['why', 'add:implement'],
    ['build', 'add'],
    ['plan', 'add'],
  ]) {
    const ran = await workshop.xpar(...asked);
    expect(ran).toMatchObject({ code: 2, refusals: ['yaml-duplicate-key'] });
    expect(ran.stderr).toContain('stories/add.md:4:1');
  }
  expect((await workshop.xpar('why', 'ad')).refusals).toEqual(['unknown-target']);
});

test('context outside the repository is refused, whatever it names', async () => {
  workshop.edit('stories/add.md', (text) => text.replace('context: [', 'context: [../../etc/passwd, '));
  expect(await errors()).toContainEqual(
    expect.objectContaining({ reason: 'context-outside', place: { file: 'stories/add.md', line: 7, column: 11 } }),
  );
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 1 });
  expect(workshop.stage.begun).toEqual([]);
});

test('an unknown model is told with those that are near', async () => {
  workshop.edit('stories/add.md', (text) => text.replace('claude-sonnet-4-6', 'claude-sonet-4-6'));
  const [found] = await errors();
  expect(found).toMatchObject({
    reason: 'unknown-model',
    place: { file: 'stories/add.md', line: 5 },
    near: expect.arrayContaining(['claude-sonnet-4-6']),
  });
});
