import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { Play } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Entry {
  readonly what: string;
  readonly name: string;
  readonly tokens: number;
  readonly onCard: string;
  readonly unaudited: boolean;
}

interface Document {
  readonly session: number;
  readonly of: number;
  readonly audit: {
    readonly first?: { readonly contextTokens: number; readonly beyondTokens: number };
    readonly floorTokens: number;
    readonly requests: number;
    readonly entries: readonly Entry[];
  };
}

const tells = (...events: readonly object[]): Play => {
  return async (session) => {
    for (const event of events) await session.act({ do: 'tell', event });
    await GOOD.add(session);
  };
};
const usage = (id: string, context: number, output = 10) => ({ type: 'usage', id, input: context, output, context });

test('what an agent read beside its card is listed with its tokens, and the first request is held against the floor', async () => {
  workshop.plays({
    add: tells(
      usage('a1', 9_000),
      { type: 'read', path: 'src/limits.mjs' },
      { type: 'command', command: 'cat /etc/hosts' },
      usage('a2', 9_810),
    ),
  });
  const build = await workshop.xpar('build', 'add', '--json');
  expect(build.code).toBe(0);
  const [alarm] = build.told('alarm');
  expect(alarm).toMatchObject({
    story: 'add',
    kind: 'fiction',
    beyond: {
      parts: [
        { part: 'base', source: 'none' },
        { part: 'instructions', path: 'AGENTS.md' },
      ],
    },
  });
  const seen = (await workshop.xpar('context', 'add', '--json')).json<Document>();
  expect(seen).toMatchObject({ session: 1, of: 1 });
  expect(seen.audit.first!.contextTokens).toBe(9_000);
  expect(seen.audit.first!.beyondTokens).toBe(9_000 - seen.audit.floorTokens);
  expect(alarm!.beyond!.tokens).toBe(seen.audit.first!.beyondTokens);
  const of = (name: string): Entry | undefined => seen.audit.entries.find((entry) => entry.name === name);
  expect(of('cat /etc/hosts')).toMatchObject({ what: 'command', tokens: 400, onCard: 'no', unaudited: true });
  expect(of('src/limits.mjs')).toMatchObject({ what: 'read', tokens: 400 });
  const text = await workshop.xpar('context', 'add');
  expect(text.stdout).toMatch(/began with 9\.0k: .* more than base and floor/);
  expect(text.stdout).toMatch(/400 +1 +command +cat \/etc\/hosts +no: unaudited/);
});

test('a lane under way can be looked at, and what it has not told is a question mark', async () => {
  const going = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  expect((await workshop.xpar('context', 'add')).stdout).toContain('began with ?');
  await session.act({ do: 'tell', event: usage('a1', 3_000) });
  await going.event((event) => event.t === 'usage');
  expect((await workshop.xpar('context', 'add', '--json')).json<Document>().audit.first).toMatchObject({ contextTokens: 3_000 });
  await GOOD.add(session);
  await session.exit(0);
  expect(await going.ended).toMatchObject({ code: 0 });
});

test('--session looks at an earlier try; what never ran is refused with what is there', async () => {
  workshop.plays({ 'add#1': async () => 1, 'add#2': GOOD.add });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  const first = (await workshop.xpar('context', 'add', '--session', '1', '--json')).json<Document>();
  expect(first).toMatchObject({ session: 1, of: 2, audit: { requests: 0 } });
  expect((await workshop.xpar('context', 'add', '--json')).json<Document>().session).toBe(2);
  expect(await workshop.xpar('context', 'add', '--session', '3')).toMatchObject({ code: 2, refusals: ['no-session'] });
  expect(await workshop.xpar('context', 'add', '--session', '0')).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(await workshop.xpar('context', 'double')).toMatchObject({ code: 2, refusals: ['no-session'] });
  expect(await workshop.xpar('context', 'ad')).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean add?') });
});

test('a trace cut short in the middle of a line is read up to there', async () => {
  workshop.plays({ add: GOOD.add });
  await workshop.xpar('build', 'add', '--json');
  workshop.edit('.xpar/lanes/add/1/session.jsonl', (text) => `${text}{"t":"req`);
  expect((await workshop.xpar('context', 'add', '--json')).json<Document>().audit.requests).toBe(1);
});
