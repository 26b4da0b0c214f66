import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { GOOD } from '../rig/abacus.ts';
import { ADD_WORK, askingAgent, asks } from '../rig/asking-agent.ts';
import { spend } from '../rig/spends.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
/** An agent that asks, and then does its work. */
function asking(script: readonly object[], config: object = {}): Readonly<Record<string, string>> {
  return askingAgent(workshop, script, { permissions: { commands: 'ask' }, timeouts: { approval: '45s' }, ...config });
}

const opened = (event: Event): boolean => event.t === 'inbox-opened';
interface Inbox {
  readonly items: readonly { readonly id: string; readonly story: string; readonly answer: readonly string[] }[];
  readonly standing: readonly { readonly id: string }[];
  readonly held: readonly { readonly story: string; readonly answer: readonly string[] }[];
}
const inbox = async (): Promise<Inbox> => (await workshop.xpar('inbox', '--json')).json<Inbox>();

test('what no rule covers is asked, and an answer from another terminal lets the session go on', async () => {
  const env = asking([asks('touch ../asked.txt')]);
  const build = workshop.start(['build', 'add', '--json'], { env });
  expect(await build.event(opened)).toMatchObject({
    story: 'add',
    item: 'A-1',
    asking: { about: 'permission', kind: 'execute', command: 'touch ../asked.txt' },
  });
  expect((await inbox()).items).toMatchObject([
    { id: 'A-1', story: 'add', answer: ['xpar approve A-1', expect.any(String), expect.any(String)] },
  ]);
  expect((await workshop.xpar('inbox')).stdout).toContain('touch ../asked.txt');
  expect((await workshop.xpar('status')).stdout).toContain('xpar approve A-1');
  expect(await workshop.xpar('approve', 'A-1')).toMatchObject({ code: 0, stdout: expect.stringContaining('takes it up') });
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('inbox-answered')).toMatchObject([{ item: 'A-1', answer: { allow: true, by: 'person' } }]);
  expect(existsSync(path.join(workshop.root, 'abacus.xpar/asked.txt'))).toBe(true);
  expect((await inbox()).items).toEqual([]);
});

test('a refusal is told to the agent with its reason, and the work goes on without it', async () => {
  const env = asking([asks('touch asked.txt')]);
  const build = workshop.start(['build', 'add', '--json'], { env });
  await build.event(opened);
  await workshop.xpar('deny', 'A-1', '--why', 'not needed');
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('inbox-answered')).toMatchObject([{ answer: { allow: false, why: 'not needed' } }]);
  expect(ran.told('integrated')).toHaveLength(1);
});

test('what a build without a terminal asks about a budget stands in the inbox, and it goes on with the answer', async () => {
  const build = workshop.start(['build', 'add', '--budget', '30k', '--json']);
  const session = await workshop.stage.session('add');
  await spend(session, 'm1', 31_000);
  expect(await build.event(({ t }) => t === 'asked')).toMatchObject({ item: 'A-1', until: expect.any(Number) });
  expect((await workshop.xpar('inbox')).stdout).toContain('A-1  the build, since');
  expect((await workshop.xpar('status')).stdout).toContain('xpar approve A-1 --more 100k');
  expect(await workshop.xpar('approve', 'A-1', '--more', '10k')).toMatchObject({ code: 0 });
  await GOOD.add(session);
  await session.exit(0);
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('answered')).toMatchObject([{ item: 'A-1', by: 'inbox', more: 10_000 }]);
});

test('watch --build goes on by itself with a story whose answer has come', async () => {
  const env = asking([...ADD_WORK.slice(0, 2), asks('true')], { timeouts: { approval: '300ms' } });
  for (const other of ['double', 'sum'])
    workshop.edit(`stories/${other}.md`, (text) => text.replace('status: ready', 'status: draft'));
  const watching = workshop.start(['watch', '--build', '--json'], { env });
  await watching.event(({ t }) => t === 'run-ended');
  expect(await workshop.xpar('approve', 'A-1')).toMatchObject({ code: 0 });
  await watching.event(({ t }) => t === 'integrated');
  await watching.event(({ t }) => t === 'run-ended', 2);
  watching.process.kill('SIGINT');
  const ran = await watching.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('edited')).toEqual([]);
});

test('where nobody answers in time the session ends, its work is kept, and the answer lets the next one go on', async () => {
  const env = asking([...ADD_WORK.slice(0, 2), asks('true')], { timeouts: { approval: '300ms' } });
  const first = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(first.code).toBe(3);
  expect(first.told('parked')).toMatchObject([{ story: 'add', why: { by: 'answer', item: 'A-1' }, commit: expect.any(String) }]);
  const again = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(again.code).toBe(3);
  expect(again.told('started')).toEqual([]);
  expect(again.told('held')).toMatchObject([{ decision: { reason: { code: 'waits-for-answer', item: 'A-1' } } }]);
  expect((await workshop.xpar('why', 'add')).stdout).toContain('A-1');
  expect(await workshop.xpar('approve', 'A-1')).toMatchObject({ code: 0, stdout: expect.stringContaining('goes on') });
  const last = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(last).toMatchObject({ code: 0 });
  expect(last.told('inbox-opened')).toEqual([]);
  const brief = readFileSync(path.join(workshop.repository, '.xpar/lanes/add/2/brief.md'), 'utf8');
  expect(brief).toContain('A-1, shell true. Allowed');
});

test('what is allowed for good is not asked again for this card, and is written down', async () => {
  const env = asking([asks('true'), asks('true')]);
  const build = workshop.start(['build', 'add', '--json'], { env });
  await build.event(opened);
  await workshop.xpar('approve', 'A-1', '--always');
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('inbox-opened')).toHaveLength(1);
  expect(readFileSync(path.join(workshop.repository, '.xpar/approvals.json'), 'utf8')).toContain('"action": "shell true"');
});

test('an answer that was given when a build was killed counts for the next', async () => {
  const env = asking([asks('true')]);
  const build = workshop.start(['build', 'add', '--json'], { env });
  await build.event(opened);
  build.process.kill('SIGKILL');
  await build.ended;
  await workshop.xpar('approve', 'A-1');
  const next = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(next).toMatchObject({ code: 0 });
  expect(next.told('inbox-opened')).toEqual([]);
  expect(next.told('inbox-answered')).toMatchObject([{ item: 'A-1' }]);
});

test('an answer that lies there, of a command that was killed before it could enter it, is no longer nothing to do', async () => {
  const env = asking([...ADD_WORK.slice(0, 2), asks('true')], { timeouts: { approval: '300ms' } });
  workshop.edit('stories/double.md', (text) => text.replace('status: ready', 'status: draft'));
  workshop.edit('stories/sum.md', (text) => text.replace('status: ready', 'status: draft'));
  await workshop.xparWith({ env }, 'build', '--json');
  // Said twice, the second time from a look alone.
  for (const _ of [1, 2]) expect(await workshop.xparWith({ env })).toMatchObject({ code: 3 });
  const answer = { t: 'inbox-answered', id: 'A-1', at: 1, answer: { allow: true, by: 'person' } };
  workshop.write('.xpar/inbox/A-1.json', JSON.stringify(answer));
  expect(await workshop.xparWith({ env })).toMatchObject({ code: 0 });
});

test('with no time to wait, what nobody allowed is refused at once and kept for a person', async () => {
  const env = asking([asks('touch asked.txt')], { timeouts: { approval: '0s' } });
  const ran = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('inbox-opened')).toMatchObject([{ item: 'A-1' }]);
  expect(ran.told('inbox-answered')).toEqual([]);
});

test('a command that the config lists is not asked about, and the rest is', async () => {
  const env = asking([asks('true'), asks('false || true')], { permissions: { commands: 'ask', allow: ['true'] } });
  const build = workshop.start(['build', 'add', '--json'], { env });
  expect(await build.event(opened)).toMatchObject({ asking: { command: 'false || true' } });
  await workshop.xpar('approve', 'A-1');
  expect(await build.ended).toMatchObject({ code: 0 });
});

test('an agent that repeats what it was refused is stopped, by name, until a person has looked', async () => {
  const push = asks('git push origin main');
  const env = asking([push, push, push, push, { hang: true }]);
  const ran = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(ran.code).toBe(3);
  expect(ran.told('inbox-opened')).toMatchObject([
    { item: 'A-1', asking: { about: 'loop', action: 'git push origin main', times: 3 } },
  ]);
  expect((await inbox()).items).toMatchObject([{ id: 'A-1' }]);
  expect(existsSync(path.join(workshop.repository, '.xpar/lanes/add/2'))).toBe(false);
});

test('an answer to nothing, and one from inside a session, are refused', async () => {
  expect(await workshop.xpar('approve', 'A-9')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  const env = { XPAR_SESSION: 'r/add/1' };
  expect(await workshop.xparWith({ env }, 'approve', 'A-9')).toMatchObject({ code: 2, refusals: ['answer-from-lane'] });
  expect(await workshop.xpar('inbox')).toMatchObject({ code: 0, stdout: 'Nothing waits for you.\n' });
});
