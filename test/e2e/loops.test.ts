import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** Tells the same event again and again until it is stopped. */
async function circling(session: StagedSession, event: object, times = 500): Promise<void> {
  for (let time = 0; time < times; time++) await session.act({ do: 'tell', event });
}

test('an agent whose command fails again and again is stopped, and its next try is told', async () => {
  workshop.configure({ repeats: { failures: 4 } });
  let brief = '';
  workshop.plays({
    add: (session) => circling(session, { type: 'command', command: 'npm run nowhere', ok: false }, 4).then(() => session.gone),
    'add#2': async (session) => {
      brief = session.prompt;
      await GOOD.add(session);
    },
  });
  const built = await workshop.xpar('build', 'add', '--json');
  expect(built).toMatchObject({ code: 0 });
  expect(built.told('retrying')[0]?.finding.problem).toMatchObject({
    reason: 'agent-looped',
    how: 'failing',
    action: 'npm run nowhere',
    times: 4,
  });
  expect(brief).toContain('the same failed 4 times in a row: npm run nowhere');
});

test('an agent that is refused the same tool again and again is stopped, and waits for a person who is told what to do', async () => {
  workshop.configure({ repeats: { denials: 3 } });
  workshop.plays({
    add: (session) => circling(session, { type: 'permission', tool: 'Bash' }, 3).then(() => session.gone),
  });
  const built = await workshop.xpar('build', 'add');
  expect(built).toMatchObject({ code: 1 });
  expect(built.stderr).toContain('refused 3 times in a row: Bash');
  expect(built.stderr).toContain('xpar retry add');
  expect(workshop.stage.begun).toEqual(['add#1']);
});

test('with a limit of 0 nobody is stopped for it', async () => {
  workshop.configure({ repeats: { failures: 0, denials: 0 } });
  workshop.plays({
    add: async (session) => {
      await circling(session, { type: 'command', command: 'x', ok: false }, 30);
      await circling(session, { type: 'permission', tool: 'Bash' }, 30);
      await GOOD.add(session);
    },
  });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});
