import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** A repository in which nobody has done anything yet, not even a first commit. */
function bare(): void {
  rmSync(workshop.repository, { recursive: true });
  workshop.write('README.md', '# New\n');
  workshop.git('init', '--quiet', '--initial-branch=main');
}

describe('xpar init', () => {
  test('writes nothing where nobody can be asked and nobody said yes', async () => {
    bare();
    const init = await workshop.xpar('init');
    expect(init.code).toBe(3);
    expect(init.stderr).toContain('not-confirmed');
    expect(workshop.git('status', '--porcelain')).toBe('?? README.md');
  });

  test('with --yes makes config, agent rules and a place for stories, before the first commit too', async () => {
    bare();
    expect(await workshop.xpar('init', '--yes')).toMatchObject({ code: 0, stdout: 'Ready.\n' });
    expect(JSON.parse(workshop.read('xpar.config.json'))).toMatchObject({
      stories: 'stories',
      agents: { default: { kind: 'claude' } },
    });
    expect(workshop.read('AGENTS.md')).toMatch(
      /^<!-- xpar:begin -->\n.*`parallel\.mode: shared`, others work there.*<!-- xpar:end -->\n$/s,
    );
    expect(workshop.exists('stories')).toBe(true);
  });

  test('keeps what AGENTS.md says, and a second time has nothing to do', async () => {
    bare();
    workshop.write('AGENTS.md', '# Rules\n\nBe kind.');
    await workshop.xpar('init', '--yes');
    expect(workshop.read('AGENTS.md')).toMatch(/^# Rules\n\nBe kind\.\n\n<!-- xpar:begin -->/);
    const written = workshop.read('AGENTS.md');
    expect(await workshop.xpar('init')).toMatchObject({ code: 0, stdout: 'Everything is there.\n' });
    expect(workshop.read('AGENTS.md')).toBe(written);
  });

  test('finds the decisions where a project keeps them already', async () => {
    bare();
    workshop.write('docs/decisions/0001-use-beads.md', '# Use beads\n');
    await workshop.xpar('init', '--yes');
    expect(JSON.parse(workshop.read('xpar.config.json'))).toMatchObject({ adrs: 'docs/decisions' });
  });
});

describe('xpar new', () => {
  test('writes cards that lint has nothing against, and numbers ADRs on', async () => {
    expect(await workshop.xpar('new', 'story', 'halve', '--title', 'Halve: a "number"')).toMatchObject({
      code: 0,
      stdout: 'stories/halve.md\n',
    });
    expect(await workshop.xpar('new', 'adr', 'Rounding', 'goes', 'down')).toMatchObject({
      code: 0,
      stdout: 'adr/ADR-3-rounding-goes-down.md\n',
    });
    const lint = await workshop.xpar('lint');
    expect(lint).toMatchObject({ code: 0, stderr: '4 stories, 3 ADRs: 0 errors, 0 warnings\n' });
  });

  test('works before the first commit', async () => {
    bare();
    expect(await workshop.xpar('new', 'story', 'first')).toMatchObject({ code: 0, stdout: 'stories/first.md\n' });
    expect(await workshop.xpar('new', 'adr', 'First')).toMatchObject({ code: 0, stdout: 'adr/ADR-1-first.md\n' });
  });

  test('overwrites no card, nor one that differs in case alone', async () => {
    const before = workshop.read('stories/add.md');
    writeFileSync(path.join(workshop.repository, 'stories/Halve.md'), before);
    for (const id of ['add', 'halve']) {
      const again = await workshop.xpar('new', 'story', id);
      expect(again).toMatchObject({ code: 2, stdout: '' });
      expect(again.stderr).toContain('file-exists');
    }
    expect(workshop.read('stories/add.md')).toBe(before);
  });

  test.for(['../x', '-rf', '$(touch P)', 'main', 'aux', 'a;b', 'Upper', 'a--b', ''])(
    'refuses the id %j and writes nothing',
    async (id) => {
      const refused = await workshop.xpar('new', 'story', '--', id);
      expect(refused).toMatchObject({ code: 2, stdout: '' });
      expect(refused.refusals).toEqual(['bad-argument']);
      expect(refused.stderr).toContain(`found:    ${id === '' ? 'nothing' : id}\n`);
      expect(workshop.git('status', '--porcelain')).toBe('');
      expect(workshop.exists('P')).toBe(false);
    },
  );
});

describe('xpar import', () => {
  test('writes drafts that lint, leaves what is there, and says what it could not take', async () => {
    const userStories = [
      { id: 'US-1', title: 'Keep beads', acceptanceCriteria: ['they stay'], passes: true },
      { id: 'US-2', title: 'Count\u001b[31m beads', acceptanceCriteria: ['a count'], passes: false, dependsOn: ['US-1'] },
      { id: 'add', title: 'Another add', passes: false },
    ];
    const put = (stories: readonly object[]): void => workshop.write('prd.json', JSON.stringify({ userStories: stories }));
    put(userStories);
    const before = workshop.read('stories/add.md');
    expect(await workshop.xpar('import', 'prd.json', '-n')).toMatchObject({
      code: 0,
      stdout: 'stories/us-2.md  Count [31m beads\n',
    });
    expect(workshop.exists('stories/us-2.md')).toBe(false);
    const first = await workshop.xpar('import', 'prd.json');
    expect(first).toMatchObject({ code: 0, stdout: 'stories/us-2.md  Count [31m beads\n' });
    expect(first.stderr).toContain('prd: 1 story written, 1 there already, left as they are, 1 done or given up there\n');
    expect(workshop.read('stories/add.md')).toBe(before);
    expect(await workshop.xpar('lint')).toMatchObject({ code: 0 });
    put([...userStories, { id: 'US-3', title: 'More', dependsOn: ['US-9'] }]);
    const second = await workshop.xpar('import', 'prd.json', '--json');
    expect([second.code, second.refusals, second.json()]).toMatchObject([
      1,
      ['not-imported'],
      { written: [], there: ['stories/us-2.md', 'stories/add.md'], refused: [{ task: 'US-3' }] },
    ]);
  });

  test('refuses what it does not know, with what it does', async () => {
    for (const args of [['README.md'], ['nowhere.json'], ['stories', '--from', 'prd']]) {
      const refused = await workshop.xpar('import', ...args);
      expect([refused.code, refused.refusals]).toEqual([2, ['import-unknown']]);
      expect(refused.stderr).toContain('userStories');
    }
    const wrong = await workshop.xpar('import', 'prd.json', '--from', 'pdr');
    expect([wrong.code, wrong.refusals]).toEqual([2, ['bad-argument']]);
  });
});
