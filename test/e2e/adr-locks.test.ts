import { expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { madeOnce } from '../rig/made-once.ts';
import { writes } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const LOCK = 'checks/limits.mjs';

async function build(): Promise<void> {
  workshop.configure({ base: 'main', retries: 1 });
  workshop.commit('The base is main');
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
}

const built = madeOnce(workshop, build);

const reasons = async (): Promise<readonly string[]> => {
  const { findings } = (await workshop.xpar('lint', '--format', 'json')).json<{
    findings: readonly { reason: string; adr?: string; severity: string }[];
  }>();
  return findings
    .filter(({ reason }) => /^lock-(?:test-gone|file-gone|changed)$/.test(reason))
    .map(({ reason, adr, severity }) => `${severity} ${reason} ${adr}`);
};

test('a locking test that says something else makes its ADR suspect, until a person confirms it; what they confirmed is in the ledger', async () => {
  await built();
  expect(await reasons()).toEqual([]);
  workshop.edit(LOCK, (text) => text.replace(/throw new Error/, 'if (1 > 2) throw new Error'));
  expect(await reasons()).toEqual(['error lock-changed ADR-1', 'error lock-changed ADR-2']);
  expect(await workshop.xpar('lint')).toMatchObject({ code: 1 });
  expect((await workshop.xpar('status')).stdout).toContain(
    '! tests that lock ADR-1 in say something else than they did: xpar lint',
  );
  expect((await workshop.xpar('inbox')).stdout).toMatch(
    /ADR-1 {2}tests that lock ADR-1 in .*\n {2}mend the tests, or \S+ adr confirm ADR-1:/,
  );
  const confirmed = await workshop.xpar('adr', 'confirm', 'adr-1');
  expect(confirmed).toMatchObject({
    code: 0,
    stdout: `ADR-1 is confirmed as locked in by 1 test\n  ${LOCK}::the limit is a whole number\n`,
  });
  expect(await reasons()).toEqual(['error lock-changed ADR-2']);
  expect(workshop.read('.xpar/journal.jsonl')).toMatch(/"t":"confirmed","at":\d+,"adr":"ADR-1","contract":"\w{16}"/);
  expect(await workshop.xpar('adr', 'confirm', 'ADR-2')).toMatchObject({ code: 0 });
  expect(await reasons()).toEqual([]);
});

test('skipped, or shut out by an .only, is gone; a word on that holds for exactly that', async () => {
  await built();
  const before = workshop.read(LOCK);
  workshop.edit(LOCK, (text) => text.replace("test('the limit", "test.skip('the limit"));
  expect((await reasons())[0]).toBe('error lock-test-gone ADR-1');
  expect((await workshop.xpar('lint')).stdout).toContain('a test that locks ADR-1 in is skipped');
  expect((await workshop.xpar('adr', 'confirm', 'ADR-1')).stdout).toContain('the limit is a whole number  is skipped');
  expect(await reasons()).toEqual(['error lock-changed ADR-2']);
  workshop.write(LOCK, `${before}\ntest.only('another', () => {});\n`);
  expect((await reasons())[0]).toBe('error lock-test-gone ADR-1');
  workshop.write(LOCK, before);
  expect((await reasons()).filter((reason) => reason.includes('gone'))).toEqual([]);
});

test('a lane that changes a locking test does not pass its gate, unless its card allows that', async () => {
  workshop.configure({ retries: 1 });
  workshop.edit('stories/double.md', (text) => text.replace('files: [', `files: [${LOCK}, `));
  workshop.commit('May touch the check');
  const weaker = writes({ [LOCK]: "export const check = (test) => {\n  test('the limit is a whole number', () => {});\n};\n" });
  const play = async (session: Parameters<typeof weaker>[0]): Promise<void> => {
    await GOOD.double(session);
    await weaker(session);
  };
  workshop.plays({ double: play });
  const refused = await workshop.xpar('build', 'double', '--json');
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.told('failed')).toMatchObject([
    {
      finding: {
        problem: { reason: 'protected-touched', paths: [`${LOCK}::the limit is a whole number (ADR-1)`, `${LOCK} (ADR-2)`] },
      },
    },
  ]);
  workshop.edit('stories/double.md', (text) => text.replace('files: [', `allow_protected: [${LOCK}]\nfiles: [`));
  expect(await workshop.xpar('retry', 'double')).toMatchObject({ code: 0 });
  await workshop.newStage();
  workshop.plays({ double: play });
  expect(await workshop.xpar('build', 'double', '--json')).toMatchObject({ code: 0 });
});

test('an ADR that is not there is refused with its nearest name, and an agent confirms nothing', async () => {
  await built();
  const unknown = await workshop.xpar('adr', 'confirm', 'ADR-9');
  expect(unknown).toMatchObject({ code: 2, refusals: ['bad-argument'] });
  expect(unknown.stderr).toContain('one of ADR-1, ADR-2');
  const agent = await workshop.xparWith({ env: { XPAR_SESSION: 'add-1' } }, 'adr', 'confirm', 'ADR-1');
  expect(agent).toMatchObject({ refusals: ['answer-from-lane'] });
});
