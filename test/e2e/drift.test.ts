import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { Play } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** Says that ADR-1 does not hold, and waits for what comes of it. */
const drifts: Play = async (session) => {
  await session.act({ do: 'tell', event: { type: 'drift', adr: 'ADR-1', note: 'halves are wanted' } });
  await session.gone;
};
/** Works until it is ended. */
const works: Play = async (session) => {
  await session.act({ do: 'tell', event: { type: 'usage', id: 'm1', input: 500, output: 10, context: 500 } });
  await session.gone;
};

async function halted(): Promise<void> {
  workshop.plays({ double: works });
  const build = workshop.start(['build', 'add', 'double', '--json', '-j', '2']);
  await build.event((event) => event.t === 'usage' && event.story === 'double');
  workshop.plays({ add: drifts });
  const ran = await build.ended;
  expect(ran.code).toBe(3);
  expect(ran.told('inbox-opened')).toMatchObject([
    { story: 'add', item: 'A-1', asking: { about: 'drift', adr: 'ADR-1', note: 'halves are wanted' } },
  ]);
  expect(ran.told('parked').map(({ story, why }) => [story, why])).toEqual(
    expect.arrayContaining([
      ['add', { by: 'answer', item: 'A-1', text: 'ADR-1: halves are wanted' }],
      ['double', { by: 'answer', item: 'A-1', text: 'ADR-1: halves are wanted' }],
    ]),
  );
  const held = await workshop.xpar('build', '--json');
  expect(held).toMatchObject({ code: 3 });
  expect(held.told('started')).toEqual([]);
  expect(
    held
      .told('held')
      .map(({ story }) => story)
      .toSorted(),
  ).toEqual(['add', 'double', 'sum']);
}

test('a contract that an agent says does not hold halts everybody under it, until a person says that it does', async () => {
  await halted();
  expect((await workshop.xpar('inbox')).stdout).toContain('edit ADR-1');
  expect(await workshop.xpar('deny', 'A-1', '--why', 'whole numbers are what we sell')).toMatchObject({ code: 0 });
  await workshop.newStage();
  const briefs: string[] = [];
  const reads =
    (play: Play): Play =>
    async (session) => {
      briefs.push(session.prompt);
      // Said again of the same text it halts nobody.
      await session.act({ do: 'tell', event: { type: 'drift', adr: 'adr-1', note: 'still' } });
      return play(session);
    };
  workshop.plays({ add: reads(GOOD.add), double: reads(GOOD.double) });
  const ran = await workshop.xpar('build', 'add', 'double', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(briefs).toHaveLength(2);
  for (const brief of briefs)
    expect(brief).toContain('A-1, ADR-1: halves are wanted. It holds as it stands: whole numbers are what we sell');
});

test('an edit of the contract is an answer too: its stories go on with the new text', async () => {
  await halted();
  await workshop.xpar('approve', 'A-1');
  expect(await workshop.xpar('build', '--json')).toMatchObject({ code: 3 });
  workshop.edit('adr/ADR-1-whole-numbers.md', (text) => text.replace('is a whole number.', 'is a whole number, or half of one.'));
  await workshop.newStage();
  workshop.plays({ add: GOOD.add });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('integrated')).toHaveLength(1);
});

test('a lane at its gate when its contract is put in question is judged, and not integrated before the answer', async () => {
  const go = path.join(workshop.root, 'go');
  const script = `while [ ! -e '${go}' ]; do sleep 0.05; done; node check.mjs`;
  workshop.configure({ gates: [{ name: 'checks', command: ['sh', '-c', script] }] });
  workshop.plays({ double: GOOD.double });
  const build = workshop.start(['build', 'add', 'double', '--json', '-j', '2']);
  await build.event((event) => event.t === 'started' && event.story === 'double' && event.step === 'gate');
  workshop.plays({ add: drifts });
  await build.event(({ t }) => t === 'inbox-opened');
  writeFileSync(go, '');
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 3 });
  expect(ran.told('integrated')).toEqual([]);
  expect(ran.told('parked').map(({ story, why }) => [story, why.by])).toEqual(
    expect.arrayContaining([
      ['add', 'answer'],
      ['double', 'answer'],
    ]),
  );
  await workshop.xpar('deny', 'A-1');
  await workshop.newStage();
  const next = await workshop.xpar('build', 'double', '--json');
  expect(next).toMatchObject({ code: 0 });
  // What was done of it stands.
  expect(next.told('started').map(({ step }) => step)).toEqual(['integrate']);
});
