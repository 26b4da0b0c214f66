import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const HALF = 'export const half = 1;\n';
const DRAFT = 'stories/add-rest.md';

/** Writes half of it, says so, and fills its smart zone; it waits for its end. */
async function fill(session: StagedSession): Promise<void> {
  await session.act({ do: 'write', path: path.join(session.cwd, 'src/add.mjs'), text: HALF });
  await session.act({ do: 'tell', event: { type: 'checkpoint', completed: [], pending: ['the other half'] } });
  await session.act({ do: 'tell', event: { type: 'usage', id: 'm1', input: 130_000, output: 100, context: 130_000 } });
}

async function filled(): Promise<Awaited<ReturnType<typeof workshop.start>['ended']>> {
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  await fill(session);
  return build.ended;
}

test('a session that fills its smart zone is stopped: its work is kept, and a draft for the remainder waits for a person', async () => {
  const ran = await filled();
  expect(ran.code).toBe(3);
  const why = { by: 'zone', contextTokens: 130_100, limitTokens: 100_000, draft: DRAFT };
  expect(ran.told('parked')).toMatchObject([{ story: 'add', why }]);
  expect(workshop.git('show', 'xpar/add:src/add.mjs')).toBe(HALF.trim());
  const draft = workshop.read(DRAFT);
  expect(draft).toMatch(/^status: draft$/m);
  expect(draft).toMatch(/^depends_on: \["add"\]$/m);
  expect(draft).toContain('- [ ] two and three are five');
  expect(draft).toContain('- the other half');
  // Measured, as `xpar budget --write` would have it.
  expect((await workshop.xpar('lint', DRAFT)).stdout).not.toContain('floor-differs');
  expect(draft).toMatch(/^ {2}floor: \d/m);
  for (const verb of ['inbox', 'status'])
    expect((await workshop.xpar(verb)).stdout).toContain(`${DRAFT} is a draft for the remainder: strike what is done`);

  // Until then nobody goes on with it, but whoever names it.
  await workshop.newStage();
  const undecided = { state: 'held', reason: { code: 'draft-undecided', draft: DRAFT } };
  const bare = await workshop.xpar('build', '--filter', 'add', '--json');
  expect([bare.code, bare.told('started'), bare.told('held')]).toMatchObject([3, [], [{ story: 'add', decision: undecided }]]);
  expect((await workshop.xpar('why', 'add')).stdout).toContain(`implement  held  ${DRAFT} is a draft for the remainder`);
  expect((await workshop.xpar('-n', 'add')).stdout).toContain('add:implement');

  // Accepted: the first card keeps what is done, and is told what it need not do.
  workshop.edit(DRAFT, (text) => text.replace('status: draft', 'status: ready').replace(/files: .*/, 'files: [src/rest.mjs]'));
  let prompt = '';
  workshop.plays({
    add: async (session) => {
      prompt = session.prompt;
      await GOOD.add(session);
    },
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(prompt).toContain('# Left to another card');
  expect(prompt).toContain('Story `add-rest` comes after it');
  expect(prompt).toContain('Its context came to its limit.');
});

test('a card that stands there already is never written over: the story is tried again, as ever', async () => {
  workshop.write(DRAFT, 'mine\n');
  workshop.configure({ retries: 1 });
  workshop.commit('Taken');
  const ran = await filled();
  expect(ran.code).toBe(1);
  expect(ran.told('failed')[0]!.finding.problem).toMatchObject({ reason: 'agent-ended', outcome: 'context-exceeded' });
  expect(workshop.read(DRAFT)).toBe('mine\n');
  expect(existsSync(path.join(workshop.repository, 'stories/add-rest-2.md'))).toBe(false);
});
