import { rmSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const FAKE = path.join(import.meta.dirname, '../rig/fake-acp-agent.mjs');

const check = `import { add } from '../src/add.mjs';\n\nexport const check = (test) => {\n  test('two and three are five', () => {\n    if (add(2, 3) !== 5) throw new Error('no');\n  });\n};\n`;
const GOOD = [
  { write: { path: 'src/add.mjs', content: 'export const add = (a, b) => a + b;\n' } },
  { write: { path: 'checks/add.mjs', content: check } },
  { say: 'Done.' },
];

/** An agent whose provider turns its first session away, with these words; `@RESET@` is the second that lies `seconds` ahead. */
function turnedAway(message: string, seconds = 0): void {
  const failing = JSON.stringify([{ fail: { code: -32_603, message } }]);
  const script = [
    `if [ -e "${workshop.root}/asked" ]; then FAKE_ACP_SCRIPT=$GOOD; else`,
    `: > "${workshop.root}/asked"; RESET=$(($(date +%s) + ${seconds}));`,
    `FAKE_ACP_SCRIPT=$(printf '%s' "$FAILING" | sed "s/@RESET@/$RESET/"); fi;`,
    `export FAKE_ACP_SCRIPT; exec "${process.execPath}" "${FAKE}"`,
  ].join(' ');
  workshop.configure({ agents: { default: { kind: 'acp', command: ['sh', '-c', script], env: ['GOOD', 'FAILING'] } } });
  env = { GOOD: JSON.stringify(GOOD), FAILING: failing };
}

let env: Record<string, string> = {};

const isPaused = (event: Event): boolean => event.t === 'paused';

test('a used-up quota is waited for until the time its provider told; then the build goes on by itself, and no attempt is used up', async () => {
  workshop.configure({ retries: 1 });
  turnedAway('429 usage limit reached|@RESET@', 3);
  const built = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(built).toMatchObject({ code: 0 });
  const [paused] = built.told('paused');
  expect(paused).toMatchObject({
    story: 'add',
    cause: 'quota',
    finding: { problem: { reason: 'agent-ended', outcome: 'limit' } },
  });
  const again = built.told('started').filter(({ step }) => step === 'implement')[1]!;
  expect(again.at).toBeGreaterThanOrEqual(paused!.until);
  expect(again.attempt).toBe(1);
  expect(built.told('retrying')).toEqual([]);
  expect(built.told('failed')).toEqual([]);
  expect(built.told('integrated')).toHaveLength(1);
});

test('while it waits status says until when, ctrl-C leaves at once, and the next build goes on', async () => {
  turnedAway('429 usage limit reached|@RESET@', 3_000);
  const build = workshop.start(['build', 'add', '--json'], { env });
  await build.event(isPaused);
  const status = await workshop.xpar('status', '--json');
  const rows = status.json<{ stories: readonly { story: string; resumesAt?: number; why: string }[] }>().stories;
  expect(rows.find(({ story }) => story === 'add')).toMatchObject({
    resumesAt: expect.any(Number),
    why: expect.stringMatching(/^waits for the provider of its agent until /),
  });
  build.process.kill('SIGINT');
  expect(await build.ended).toMatchObject({ code: 130 });
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('a wait longer than allowed ends the build with exit code 4, and the story is as it was', async () => {
  workshop.configure({ timeouts: { quota: '1m' }, retries: 1 });
  turnedAway('429 usage limit reached|@RESET@', 3_000);
  const built = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(built).toMatchObject({ code: 4 });
  expect(built.told('paused')).toEqual([]);
  expect(built.told('failed')).toMatchObject([{ finding: { problem: { outcome: 'limit' } } }]);
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
});

test('a bill to be paid is not waited for', async () => {
  turnedAway('429 quota exceeded, check your billing details');
  const built = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(built).toMatchObject({ code: 1 });
  expect(built.told('paused')).toEqual([]);
});

test('a service that fails is asked again later; where no time is allowed for it the story fails', async () => {
  turnedAway('503 overloaded');
  const build = workshop.start(['build', 'add', '--json'], { env });
  const paused = (await build.event(isPaused)) as Extract<Event, { t: 'paused' }>;
  expect(paused).toMatchObject({ cause: 'outage', finding: { problem: { outcome: 'transient' } } });
  expect(paused.until - paused.at).toBeGreaterThan(9_000);
  build.process.kill('SIGINT');
  expect(await build.ended).toMatchObject({ code: 130 });
  rmSync(path.join(workshop.root, 'asked'));
  workshop.configure({ timeouts: { outage: '0s' } });
  const failed = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.told('paused')).toEqual([]);
});
