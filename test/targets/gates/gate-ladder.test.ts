import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GateConfig } from '../../../src/model/config.ts';
import { climb } from '../../../src/targets/gates/gate-ladder.ts';

type Step = Pick<GateConfig, 'name' | 'rung'> & {
  readonly after?: readonly string[];
  readonly green: boolean;
  readonly ms: number;
};

const steps: fc.Arbitrary<readonly Step[]> = fc
  .array(fc.record({ rung: fc.constantFrom(1, 2, 3), green: fc.boolean(), ms: fc.nat(3), wants: fc.nat() }), { maxLength: 7 })
  .map((all) =>
    all.map(({ wants, ...one }, at): Step => {
      const before = all
        .map(({ rung }, index) => ({ rung, name: `g${index}` }))
        .slice(0, at)
        .filter(({ rung }) => rung === one.rung);
      const after = before.length === 0 ? [] : [before[wants % before.length]!.name];
      return { ...one, name: `g${at}`, after } as Step;
    }),
  );

async function climbed(all: readonly Step[], atOnce: number): Promise<{ log: readonly string[]; most: number }> {
  const log: string[] = [];
  let [underWay, most] = [0, 0];
  const gates = all.map(({ name, rung, after }): GateConfig => {
    return { name, rung, command: [], timeoutMs: 1, onRequest: false, ...(after === undefined ? {} : { after }) };
  });
  const run = async ({ name }: GateConfig): Promise<boolean> => {
    const { ms, green } = all.find((one) => one.name === name)!;
    log.push(`+${name}`);
    most = Math.max(most, ++underWay);
    for (let turn = 0; turn < ms; turn += 1) await Promise.resolve();
    underWay -= 1;
    log.push(`-${name}`);
    return green;
  };
  await climb(gates, atOnce, run, () => log.push('stop'));
  return { log, most };
}

test('a gate starts after all that come before it, and none after one was red; those under way are awaited', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), async (all, atOnce) => {
      const { log, most } = await climbed(all, atOnce);
      expect(most).toBeLessThanOrEqual(atOnce);
      for (const { name, rung, after } of all) {
        const start = log.indexOf(`+${name}`);
        if (start === -1) continue;
        const before = all.filter((other) => other.rung < rung || (after ?? []).includes(other.name));
        for (const other of before) expect(log.slice(0, start)).toContain(`-${other.name}`);
        expect(log).toContain(`-${name}`);
      }
      const reds = all.filter(({ green, name }) => !green && log.includes(`-${name}`));
      expect(log.filter((line) => line === 'stop')).toHaveLength(reds.length > 0 ? 1 : 0);
      const started = log.filter((line) => line.startsWith('+'));
      const startedBefore = log.slice(0, log.indexOf('stop')).filter((line) => line.startsWith('+'));
      expect(started).toHaveLength(reds.length > 0 ? startedBefore.length : all.length);
    }),
  );
});

test('gates of one rung run side by side', async () => {
  const alike = (name: string): Step => ({ name, rung: 3, green: true, ms: 3 });
  expect((await climbed([alike('a'), alike('b'), alike('c')], 2)).most).toBe(2);
});

test('a gate that breaks off stops the others, and is told once they have ended', async () => {
  const gates = ['a', 'b'].map((name): GateConfig => ({ name, rung: 3, command: [], timeoutMs: 1, onRequest: false }));
  const log: string[] = [];
  const run = async ({ name }: GateConfig): Promise<boolean> => {
    if (name === 'a') throw new Error('no room for a log');
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    log.push('b ended');
    return true;
  };
  await expect(climb(gates, 2, run, () => log.push('stop'))).rejects.toThrow('no room for a log');
  expect(log).toEqual(['stop', 'b ended']);
});
