import { expect, test } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { accept, land, landingOrder, reject, survey } from '../../src/pipeline.ts';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

/** Just before the lock is theirs, something else happens. */
function after(deed: () => void): Host {
  const host = nodeHost(workshop.repository);
  return { ...host, lock: { ...host.lock, take: (...asked) => (deed(), host.lock.take(...asked)) } };
}

test('what changed between a person\u2019s look and their word is not landed, accepted or rejected', async () => {
  workshop.configure({ base: 'main' });
  workshop.commit('The base is main');
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  const tip = workshop.git('rev-parse', 'xpar/integration');
  const host = nodeHost(workshop.repository);
  const seen = await survey(host);
  if (!seen.ok) throw new Error('it cannot be read');
  const { project, measured } = seen.value;
  const { to } = await landingOrder(host, project);
  const command = 'xpar';
  const landing = { to: to!, stories: ['add'], merge: false, command };
  const moves = after(() =>
    workshop.git('-c', 'user.name=p', '-c', 'user.email=p@x', 'commit', '-q', '--allow-empty', '-m', 'x'),
  );
  const changed = (what: string): object => ({ ok: false, problems: [{ reason: 'changed-meanwhile', what }] });
  expect(await land(moves, project, landing)).toEqual(changed('main'));
  expect(workshop.git('log', '-1', '--format=%s', 'main')).toBe('x');
  const takesBack = after(() => workshop.git('update-ref', 'refs/heads/xpar/integration', 'main'));
  expect(await accept(takesBack, project, { stories: ['add'], command })).toEqual(changed('add'));
  expect(workshop.git('for-each-ref', 'refs/xpar/accepted')).toBe('');
  const word = { story: 'add', why: 'no', withDependents: false, command };
  expect(await reject(takesBack, project, measured, word)).toMatchObject({ ok: false });
  workshop.git('update-ref', 'refs/heads/xpar/integration', tip);
  workshop.git('reset', '-q', '--hard', 'main~1');
  expect(await land(host, project, landing)).toMatchObject({ ok: true, value: { commit: tip } });
});
