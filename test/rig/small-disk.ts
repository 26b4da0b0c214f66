import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A real file system of a few MiB, that can be full. */
export interface SmallDisk {
  /** Fills it up but for so many bytes (in whole pages). */
  leave(bytes: number): void;
  /** Room again. */
  release(): void;
  unmount(): void;
}

/** Mounts one at `folder`, which is made. */
export function smallDisk(folder: string): SmallDisk {
  mkdirSync(folder, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=0777', 'tmpfs', folder], { stdio: 'pipe' });
  const ballast = path.join(folder, '.ballast');
  return {
    leave(bytes) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - bytes)));
    },
    release: () => rmSync(ballast, { force: true }),
    unmount: () => execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' }),
  };
}

/** Why none can be mounted here; undefined where one can. */
export function noSmallDisk(): string | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'xpar-mount-'));
  try {
    smallDisk(folder).unmount();
    return undefined;
  } catch {
    return 'nothing can be mounted here: unshare -rm npx vitest run --project e2e test/e2e/full-disk.test.ts';
  } finally {
    rmdirSync(folder);
  }
}
