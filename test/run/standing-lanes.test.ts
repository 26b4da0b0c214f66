import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startable, waits } from '../../src/run/next-starts.ts';
import { newSchedule, standing, started, succeeded, type Schedule } from '../../src/run/schedule.ts';
import { anyWorld, jobOf, limitsOf } from './jobs.ts';

const NOBODY: ReadonlySet<string> = new Set();
const clash = (): boolean => true;

function names(schedule: Schedule): string[] {
  return startable(schedule).map(({ story }) => story);
}

test('a lane whose work stands goes before all that share its files, however light it is', () => {
  const jobs = [
    jobOf('heavy', { pathTokens: 9, steps: ['implement'] }),
    jobOf('old', { steps: ['implement', 'gate', 'integrate'] }),
  ];
  const now = newSchedule(jobs, NOBODY, limitsOf({ clash, standing: new Set(['old']) }));
  expect(names(now)).toEqual(['old']);
  expect(waits(now).get('heavy')).toEqual({ for: 'files', on: 'old' });
});

test('it keeps its files from a run that does not go on with it', () => {
  const now = newSchedule([jobOf('a', { steps: ['implement'] })], NOBODY, limitsOf({ clash, standing: new Set(['old']) }));
  expect(names(now)).toEqual([]);
  expect(waits(now).get('a')).toEqual({ for: 'files', on: 'old' });
});

test('two whose work stands on the same files take turns', () => {
  const jobs = [jobOf('a', { steps: ['implement', 'gate', 'integrate'] }), jobOf('b', { steps: ['implement'] })];
  const now = newSchedule(jobs, NOBODY, limitsOf({ clash, standing: new Set(['a', 'b']) }));
  expect(names(now)).toEqual(['a']);
});

test('one that needs another first does not keep that one out', () => {
  const jobs = [jobOf('old', { dependsOn: ['a'] }), jobOf('a', { steps: ['implement', 'gate', 'integrate'] })];
  expect(names(newSchedule(jobs, NOBODY, limitsOf({ clash, standing: new Set(['old']) })))).toContain('a');
});

test('whoever stands, a run comes to its end: nobody is left waiting for files', () => {
  fc.assert(
    fc.property(anyWorld, fc.array(fc.nat(6), { maxLength: 4 }), ({ jobs, limits, integrated }, old) => {
      const held = new Set(old.map((at) => `s${at}`).filter((id) => jobs.some(({ story }) => story === id)));
      let now = newSchedule(jobs, integrated, { ...limits, standing: held });
      for (let step = 0; step < 200; step += 1) {
        const [start] = startable(now);
        if (start === undefined) break;
        now = succeeded(started(now, start), start.story);
      }
      expect(standing(now).waiting).toEqual([]);
    }),
  );
});
