import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { Play } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Report {
  readonly sessions: readonly {
    readonly spend?: { readonly input: number; readonly cacheRead: number; readonly output: number };
    readonly floor: { readonly actual?: number };
    readonly working: { readonly actual?: number };
  }[];
  readonly totals: { readonly unknownSpend: number; readonly spend: object };
}

/** `add`, done well by an agent that tells exactly these lines; one usage of `m1` from the play itself comes last. */
const telling =
  (...lines: readonly string[]): Play =>
  async (session) => {
    const script = lines.map((line) => `printf '%s' '${line}' >> "$XPAR_EVENTS"`).join('\n');
    await session.act({ do: 'run', argv: ['sh', '-c', script] });
    await GOOD.add(session);
  };
const usage = (id: string, input: number, output: number): string =>
  `${JSON.stringify({ type: 'usage', id, input, output, context: input })}\n`;

async function reported(play: Play): Promise<Report> {
  workshop.plays({ add: play });
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  return (await workshop.xpar('report', '--json')).json<Report>();
}

test('lines that cannot be are not counted, each usage once, the last copy of it', async () => {
  const { sessions } = await reported(
    telling(
      usage('a', 1_000, 10),
      usage('a', 1_100, 20),
      usage('b', 1_500, 30),
      usage('a', 1_100, 20),
      usage('c', -5, 10),
      usage('d', 2_000_000_000, 10),
      '{"type":"usage","id":"e","input":1e309,"output":1}\n',
      '{"type":"usage","id":"f","input":7}\n',
      '{"type":"usage","id":"g","input":5,"outp\n',
      'no JSON at all\n',
      '[1,2]\n',
    ),
  );
  expect(sessions[0]!.spend).toMatchObject({ input: 1_100 + 1_500 + 2_000, output: 20 + 30 + 100 });
  expect(sessions[0]!.floor.actual).toBe(1_100);
  expect(sessions[0]!.working.actual).toBe(400 + 500 + 100);
});

test('usage out of order never makes growth negative', async () => {
  const { sessions } = await reported(telling(usage('a', 3_000, 10), usage('b', 1_000, 10), usage('c', 1_900, 10)));
  // 3,000 -> 1,000 is no growth, 1,000 -> 1,900 -> 2,000 is; the last answer was 100.
  expect(sessions[0]!.working.actual).toBe(900 + 100 + 100);
});

test('an agent that tells nothing has a spend that is unknown everywhere, and zero nowhere', async () => {
  const { sessions, totals } = await reported(async (session) => {
    await session.act({ do: 'write', path: `${session.cwd}/src/add.mjs`, text: 'export const add = (a, b) => a + b;\n' });
    const check = "import { add } from '../src/add.mjs';\nexport const check = (test) => test('five', () => add(2, 3) === 5);\n";
    await session.act({ do: 'write', path: `${session.cwd}/checks/add.mjs`, text: check });
  });
  expect(sessions[0]).not.toHaveProperty('spend');
  expect(sessions[0]!.floor).not.toHaveProperty('actual');
  expect(totals.unknownSpend).toBe(1);
  expect((await workshop.xpar('report')).stdout).toMatch(/input \? · cache write \? · output \? .* 1 session told no usage/);
  expect(
    (await workshop.xpar('status', '--json'))
      .json<{ stories: { story: string; burnTokens?: number }[] }>()
      .stories.find(({ story }) => story === 'add'),
  ).not.toHaveProperty('burnTokens');
  expect((await workshop.xpar('context', 'add')).stdout).toContain('began with ?');
});
