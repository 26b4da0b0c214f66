import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const SECRET = 'hunter2-and-more';
const LEGACY = 'not-by-its-name';

/** Files below a folder that hold a text. */
function holding(folder: string, text: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true && readFileSync(file, 'utf8').includes(text));
}

test('a secret that an agent and a gate print stands in no log, ledger, event file, report or line', async () => {
  workshop.configure({
    secrets: ['LEGACY_THING'],
    gates: [{ name: 'test', command: ['sh', '-c', `echo gate says hunter2-''and-more; node check.mjs; exit 1`] }],
    retries: 1,
  });
  const env = { LEGACY_THING: LEGACY, DEPLOY_TOKEN: SECRET, PIN_TOKEN: '1234' };
  const build = workshop.start(['build', 'add', '--json'], { env });
  const session = await workshop.stage.session('add');
  // Cut in two: the pieces alone are nothing.
  await session.act({ do: 'print', text: `found hunter2-` });
  await session.act({ do: 'print', text: `and-more and ${LEGACY}, pin 1234\n` });
  await session.act({ do: 'tell', event: { type: 'note', text: `the token is ${SECRET}` } });
  await session.act({ do: 'tell', event: { type: 'read', path: `src/${SECRET}.mjs` } });
  await GOOD.add(session);
  await session.exit(0);
  const ran = await build.ended;
  expect(ran.code).toBe(1);
  const report = await workshop.xparWith({ env }, 'report', '--json');
  const kept = path.join(workshop.repository, '.xpar');
  for (const secret of [SECRET, LEGACY]) {
    expect(holding(kept, secret)).toEqual([]);
    expect(ran.stdout + ran.stderr + report.stdout).not.toContain(secret);
  }
  const lane = path.join(kept, 'lanes/add/1');
  expect(readFileSync(path.join(lane, 'agent.log'), 'utf8')).toContain(
    'found [redacted:DEPLOY_TOKEN] and [redacted:LEGACY_THING], pin 1234',
  );
  expect(readFileSync(path.join(lane, 'outbox/events.jsonl'), 'utf8')).toContain('the token is [redacted:DEPLOY_TOKEN]');
  expect(JSON.stringify(ran.told('failed')[0]!.finding.problem)).toContain('gate says [redacted:DEPLOY_TOKEN]');
});
