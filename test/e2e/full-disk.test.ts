import path from 'node:path';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { faultsAt } from '../rig/crash-faults.ts';
import { openCrashSite, type CrashSite } from '../rig/crash-site.ts';
import { noSmallDisk, smallDisk, type SmallDisk } from '../rig/small-disk.ts';

const WHY_NOT = noSmallDisk();
const MINUTES = 60_000;
const KIB = 1024;

let tree: string;

beforeAll(async () => {
  const site = await openCrashSite(inject('abacus'));
  neverHeldBack(site);
  await site.build();
  tree = site.workshop.git('rev-parse', 'xpar/integration^{tree}');
  await site.workshop.close();
});

/** Such small disks are below every sensible floor. */
function neverHeldBack({ workshop }: CrashSite): void {
  workshop.configure({ worktree: { diskFloor: '0MB' } });
  workshop.commit('However little room there is');
}

/** A site where `folder`, relative to the repository, is a file system of its own. */
async function withSmallDisk(
  folder: string,
  work: (site: CrashSite, disk: SmallDisk, at: string) => Promise<void>,
): Promise<void> {
  const site = await openCrashSite(inject('abacus'));
  neverHeldBack(site);
  const at = path.resolve(site.workshop.repository, folder);
  const disk = smallDisk(at);
  try {
    await work(site, disk, at);
  } finally {
    disk.unmount();
    await site.workshop.close();
  }
}

describe.skipIf(WHY_NOT !== undefined)(`a full disk${WHY_NOT === undefined ? '' : ` (${WHY_NOT})`}`, () => {
  // From nothing at all to what is enough for some of the run.
  test.each([0, 4, 12, 24, 40, 64])(
    'with %i KiB left for what a run keeps stops the build, which names it, and costs nothing once there is room',
    { timeout: 2 * MINUTES },
    async (leftKib) => {
      await withSmallDisk('.xpar', async (site, disk, at) => {
        disk.leave(leftKib * KIB);
        const stopped = await site.build();
        expect(stopped.signal).toBeNull();
        expect([1, 2]).toContain(stopped.code);
        expect(stopped.stdout + stopped.stderr).toContain('disk-full');
        expect(stopped.stdout + stopped.stderr).toContain(at);
        expect(stopped.stderr).not.toContain('bug in xpar');
        expect(site.workshop.git('fsck', '--no-dangling', '--no-progress')).toBe('');
        disk.release();
        const next = await site.build();
        expect(next.stderr).toBe('');
        expect(next.code).toBe(0);
        expect((await site.build()).told('started')).toEqual([]);
        expect(faultsAt(site, tree)).toEqual([]);
      });
    },
  );

  test(
    'under the worktrees stops the build, uses up no attempt, and costs nothing once there is room',
    { timeout: 2 * MINUTES },
    async () => {
      await withSmallDisk('../abacus.xpar', async (site, disk) => {
        disk.leave(8 * KIB);
        const stopped = await site.build();
        expect(stopped.code).toBe(1);
        expect(stopped.stdout + stopped.stderr).toContain('disk-full');
        expect(site.workshop.read('.xpar/journal.jsonl')).not.toContain('"counts":true');
        disk.release();
        expect((await site.build()).code).toBe(0);
        expect(faultsAt(site, tree)).toEqual([]);
      });
    },
  );

  test('under the cards leaves each card as it was, and names it', { timeout: MINUTES }, async () => {
    await withSmallDisk('stories', async ({ workshop }, disk) => {
      const card = '---\ntitle: Halve\nstatus: ready\n---\n# Halve\n\n## Acceptance criteria\n- [ ] four becomes two\n';
      workshop.write('stories/halve.md', card);
      disk.leave(0);
      const ran = await workshop.start(['budget', '--write', '--model', 'claude-sonnet-4-6']).ended;
      expect(ran.stderr).toContain('stories/halve.md');
      expect(ran.stderr).toContain('ENOSPC');
      expect(workshop.read('stories/halve.md')).toBe(card);
      const fresh = await workshop.start(['new', 'story', 'third']).ended;
      expect(fresh).toMatchObject({ code: 1, refusals: ['disk-full'] });
      expect(workshop.exists('stories/third.md')).toBe(false);
      disk.release();
      expect((await workshop.start(['new', 'story', 'third']).ended).code).toBe(0);
    });
  });
});
