import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { askingAgent } from '../rig/asking-agent.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

test('autonomous mode asks nobody, says so on every screen, and marks what it did', async () => {
  const env = askingAgent(workshop, ['touch ../made.txt'], { permissions: { commands: 'ask' }, autonomous: true });
  const ran = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(existsSync(path.join(workshop.root, 'abacus.xpar/made.txt'))).toBe(true);
  expect(ran.told('run-started')).toMatchObject([{ autonomous: true }]);
  expect(ran.told('inbox-answered')).toMatchObject([{ item: 'A-1', answer: { allow: true, by: 'autonomous' } }]);
  expect(workshop.git('log', '-2', '--format=%B', 'xpar/integration')).toMatch(/^Xpar-Autonomous: 1$/m);
  for (const verb of ['status', 'plan', 'report']) expect((await workshop.xpar(verb)).stdout).toContain('! autonomous: ');
});

test('the flag is for one build: what it allowed is asked by the next, and no screen warns of it then', async () => {
  const env = askingAgent(workshop, ['true'], { permissions: { commands: 'ask' }, timeouts: { approval: '0s' } });
  const ran = await workshop.xparWith({ env }, 'build', 'add', '--autonomous', '--ui', 'stream');
  expect(ran.stderr).toContain('! autonomous: ');
  expect((await workshop.xpar('status')).stdout).not.toContain('autonomous');
  const plain = await workshop.xparWith({ env }, 'build', 'double', '--json');
  expect(plain.told('inbox-opened')).toHaveLength(1);
  expect(plain.told('inbox-answered')).toEqual([]);
});

test('it does not go past a rule', async () => {
  const env = askingAgent(workshop, ['git push origin main'], { autonomous: true });
  const ran = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(ran.told('inbox-opened')).toEqual([]);
  expect(ran).toMatchObject({ code: 0 });
});

test('the configured command is run when somebody is needed and at the end, each word one argument', async () => {
  const heard = path.join(workshop.root, 'heard.txt');
  const notify = [
    process.execPath,
    '-e',
    `require('fs').appendFileSync(${JSON.stringify(heard)}, JSON.stringify(process.argv.slice(1)) + '\\n')`,
    '{event}',
    '{story}/{item}',
    '{message}',
  ];
  const command = 'echo "$(touch pwned)" {item}';
  const env = askingAgent(workshop, [command], { permissions: { commands: 'ask' }, timeouts: { approval: '300ms' }, notify });
  await workshop.xparWith({ env }, 'build', 'add', '--json');
  const lines = readFileSync(heard, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[]);
  expect(lines).toEqual([
    ['needs-you', 'add/A-1', expect.stringContaining(command)],
    ['ended', '/', expect.stringContaining('xpar build ended: ')],
  ]);
});

test('a command that fails is told once, and the build goes on', async () => {
  workshop.configure({ notify: ['no-such-notifier', '{message}'] });
  workshop.plays({ add: GOOD.add });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('problem').map(({ finding }) => finding.problem)).toMatchObject([
    { reason: 'notify-failed', command: 'no-such-notifier', detail: 'there is no such program' },
  ]);
});
