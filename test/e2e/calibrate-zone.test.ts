import { createHash } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/model/record.ts';
import { sessionsOf } from '../budget/zone-simulation.ts';
import { sessionOf } from '../record/entries.ts';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

test('with few sessions it is too early to tell, and the seed is kept', async () => {
  const before = await workshop.xpar('calibrate', 'smart-zone');
  expect(before).toMatchObject({ code: 0 });
  expect(before.stdout).toContain(
    'claude-sonnet-4-6: no evidence; seed kept (64.0k / 100k); too early to tell: 0 of 60 sessions',
  );
  workshop.plays({
    add: async (session) => {
      await session.act({ do: 'tell', event: { type: 'command', command: 'node check.mjs', ok: false } });
      await GOOD.add(session);
    },
  });
  await workshop.xpar('build', 'add', '--json');
  expect((await workshop.xpar('calibrate', 'smart-zone')).stdout).toContain('1 of 60 sessions');
});

test('a ledger with a ceiling in it gives a proposal with its uncertainty, which the config takes as it is', async () => {
  workshop.plays({ add: GOOD.add });
  await workshop.xpar('build', 'add', '--json');
  const journal = path.join(workshop.repository, '.xpar/journal.jsonl');
  for (const { turns } of sessionsOf({ zoneTokens: 60_000, beta: 1 }, 80, 3)) {
    const entry: JournalEntry = { t: 'session', at: 1, run: 'r', key: 'k', session: sessionOf({ turns }) };
    const json = JSON.stringify(entry);
    appendFileSync(journal, `${createHash('sha256').update(json).digest('hex').slice(0, 8)} ${json}\n`);
  }
  const { stdout } = await workshop.xpar('calibrate', 'smart-zone', '--model', 'claude-sonnet-4-6');
  expect(stdout).toMatch(/past \d+\.0k the odds of a slip grow \d\.\dx every 20k \(80 sessions, \d+ of them 20k past it/);
  const [, warn, hard] = /smartZone: \{ warn: (\d+), hard: (\d+), source: 'measured' \}/.exec(stdout)!;
  workshop.configure({
    models: { 'claude-sonnet-4-6': { smartZone: { warn: Number(warn), hard: Number(hard), source: 'measured' } } },
  });
  expect((await workshop.xpar('plan')).stdout).toContain('smart zone measured');
});

test('a model nobody knows is refused with near names', async () => {
  expect(await workshop.xpar('calibrate', 'smart-zone', '--model', 'claude-sonet-4-6')).toMatchObject({
    code: 2,
    refusals: ['bad-argument'],
  });
});
