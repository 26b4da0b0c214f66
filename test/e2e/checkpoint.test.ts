import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import type { Event } from '../../src/model/event.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const FAKE = path.join(import.meta.dirname, '../rig/fake-acp-agent.mjs');

const HALF = 'export const half = 1;\n';
const isCheckpoint = (event: Event): boolean => event.t === 'checkpoint';
const REF = 'refs/xpar/checkpoint/add';

/** Writes the first half, tells it, and begins the second. */
async function halfway(session: StagedSession): Promise<void> {
  const add = path.join(session.cwd, 'src/add.mjs');
  await session.act({ do: 'write', path: add, text: HALF });
  await session.act({
    do: 'tell',
    event: { type: 'checkpoint', completed: ['the first half'], pending: ['the second half'], next: 'add them up' },
  });
}

async function spoil(session: StagedSession): Promise<void> {
  await session.act({ do: 'write', path: path.join(session.cwd, 'src/add.mjs'), text: 'spoilt\n' });
}

/** What the next session of `add` finds: its brief, and the file as it stands. */
async function nextFinds(): Promise<{ prompt: string; file: string | undefined }> {
  let found = { prompt: '', file: undefined as string | undefined };
  await workshop.newStage();
  const play = async (session: StagedSession): Promise<void> => {
    const file = path.join(session.cwd, 'src/add.mjs');
    found = { prompt: session.prompt, file: existsSync(file) ? readFileSync(file, 'utf8') : undefined };
    await GOOD.add(session);
  };
  workshop.plays({ add: play, 'add#2': play });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  return found;
}

describe('what an agent said was done', () => {
  test('stands after kill -9: the next session goes on from there, is told how far it was, and not what came after', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await halfway(session);
    const told = await build.event(isCheckpoint);
    expect(told).toMatchObject({ story: 'add', completed: ['the first half'], pending: ['the second half'] });
    await spoil(session);
    build.process.kill('SIGKILL');
    await build.ended;
    await session.gone;
    const { prompt, file } = await nextFinds();
    expect(file).toBe(HALF);
    for (const words of ['- the first half', '- the second half', 'Next: add them up']) expect(prompt).toContain(words);
    const kept = workshop.git('for-each-ref', '--format=%(refname)', 'refs/xpar/backup/add').trim().split('\n')[0]!;
    expect(workshop.git('show', `${kept}:src/add.mjs`)).toBe('spoilt');
    expect(workshop.git('for-each-ref', REF)).toBe('');
  });

  test('stands for a retry, beside the failure', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await halfway(session);
    await build.event(isCheckpoint);
    await spoil(session);
    await session.exit(7);
    const again = await workshop.stage.session('add', 2);
    expect(readFileSync(path.join(again.cwd, 'src/add.mjs'), 'utf8')).toBe(HALF);
    expect(again.prompt).toContain('- the first half');
    expect(again.prompt).toContain('exit code 7');
    await GOOD.add(again);
    await again.exit(0);
    expect(await build.ended).toMatchObject({ code: 0 });
  });

  test('of another wording of the card does not', async () => {
    const build = workshop.start(['build', 'add', '--json']);
    const session = await workshop.stage.session('add');
    await halfway(session);
    await build.event(isCheckpoint);
    build.process.kill('SIGKILL');
    await build.ended;
    await session.gone;
    workshop.edit('stories/add.md', (text) => `${text}\nWhole numbers only.\n`);
    const { prompt, file } = await nextFinds();
    expect(file).toBeUndefined();
    expect(prompt).not.toContain('the first half');
  });
});

test('a checkpoint without a change is none', async () => {
  workshop.configure({ retries: 1 });
  workshop.plays({ add: (session) => session.act({ do: 'tell', event: { type: 'checkpoint', completed: ['nothing'] } }) });
  const ran = await workshop.xpar('build', 'add', '--json');
  expect([ran.code, ran.told('checkpoint')]).toEqual([1, []]);
});

test('of many told at once the last is kept', async () => {
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  for (let at = 0; at < 50; at++)
    await session.act({ do: 'tell', event: { type: 'checkpoint', completed: [`step ${at}`, 'a\nb\u001b[2J'] } });
  await GOOD.add(session);
  await session.act({ do: 'tell', event: { type: 'checkpoint', completed: ['all'] } });
  await session.exit(0);
  const ran = await build.ended;
  expect(ran).toMatchObject({ code: 0 });
  expect(ran.told('checkpoint').at(-1)).toMatchObject({ completed: ['all'] });
});

test('an agent that is interrupted in its own way leaves what it has: the next session goes on from there', async () => {
  const half = { write: { path: 'src/add.mjs', content: HALF } };
  const command = ['env', `FAKE_ACP_SCRIPT=${JSON.stringify([half, { say: 'Half of it.' }, { hang: true }])}`];
  const { agents } = JSON.parse(workshop.read('xpar.config.json')) as { agents: object };
  workshop.configure({ agents: { default: { kind: 'acp', command: [...command, process.execPath, FAKE] } } });
  const build = workshop.start(['build', 'add', '--json']);
  await expect.poll(() => existsSync(path.join(workshop.root, 'abacus.xpar/add/src/add.mjs')), { timeout: 30_000 }).toBe(true);
  build.process.kill('SIGINT');
  expect(await build.ended).toMatchObject({ code: 130 });
  workshop.configure({ agents });
  const { prompt, file } = await nextFinds();
  expect(file).toBe(HALF);
  expect(prompt).toContain('Half of it.');
});

test('its own session is gone on with once, where it can be; the ledger says so, and takes its first context for no floor', async () => {
  const half = { write: { path: 'src/add.mjs', content: HALF } };
  const asked = { write: { path: 'checks/add.mjs', content: '@PROMPT@' } };
  const play = (script: readonly object[]): void => {
    const command = ['env', `FAKE_ACP_SCRIPT=${JSON.stringify([{ canLoad: 'fake-1' }, ...script])}`, process.execPath, FAKE];
    workshop.write('agent.json', JSON.stringify(command));
  };
  const runner =
    "const { spawn } = require('node:child_process'); const [file, ...rest] = JSON.parse(require('node:fs').readFileSync(process.argv[1], 'utf8')); spawn(file, rest, { stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 1));";
  workshop.configure({
    agents: { default: { kind: 'acp', command: [process.execPath, '-e', runner, path.join(workshop.repository, 'agent.json')] } },
    retries: 1,
  });
  play([half, { usage: { used: 5_000, size: 200_000 } }, { say: 'Half of it.' }, { hang: true }]);
  const build = workshop.start(['build', 'add', '--json']);
  await expect.poll(() => existsSync(path.join(workshop.root, 'abacus.xpar/add/src/add.mjs')), { timeout: 30_000 }).toBe(true);
  build.process.kill('SIGINT');
  expect(await build.ended).toMatchObject({ code: 130 });
  play([{ usage: { used: 60_000, size: 200_000 } }, asked, { say: 'All of it.' }]);
  const next = await workshop.xpar('build', 'add:implement', '--json');
  expect(next).toMatchObject({ code: 0 });
  expect(workshop.git('show', 'xpar/add:checks/add.mjs')).toContain('Go on with the card from there');
  expect(workshop.git('show', 'xpar/add:src/add.mjs')).toBe(HALF.trim());
  expect(next.told('alarm').filter(({ kind }) => kind === 'fiction')).toEqual([]);
  const entries = workshop
    .read('.xpar/journal.jsonl')
    .split('\n')
    .filter((line) => line.includes('"t":"session"'));
  expect(entries.map((line) => line.includes('"resumed":true'))).toEqual([false, true]);
  expect(entries[1]).not.toContain('floorTokens":6');
});
