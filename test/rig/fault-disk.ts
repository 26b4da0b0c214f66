import fs from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Disk } from '../../src/host/file-writes.ts';

/**
 * What a disk can do to a write. `short-write`: only half of it, as is any disk's right. `full`: half of it, then no byte more.
 * `io-error`: the write fails. `no-handles`: nothing can be opened. `no-sync`: it cannot be made sure of. `no-rename`: it cannot
 * be put in place.
 */
export const FAULTS = ['short-write', 'full', 'io-error', 'no-handles', 'no-sync', 'no-rename'] as const;

export type Fault = (typeof FAULTS)[number];

export interface FaultDisk extends Disk {
  /** Calls that the fault could have hit, so far. */
  readonly passed: number;
  /** From now on it does what it is told. */
  mend(): void;
}

const CODES = { full: 'ENOSPC', 'io-error': 'EIO', 'no-handles': 'EMFILE', 'no-sync': 'EIO', 'no-rename': 'EACCES' } as const;

/** The real disk, with `fault` from the n-th call on that it can hit, the first being 1. A short write is one call's. */
export function faultDisk(fault: Fault, n: number): FaultDisk {
  let passed = 0;
  let sound = false;
  const hit = (): boolean => {
    if (sound) return false;
    passed++;
    return fault === 'short-write' ? passed === n : passed >= n;
  };
  const fail = (call: string): never => {
    const code = CODES[fault as keyof typeof CODES];
    throw Object.assign(new Error(`${code}: injected, ${call}`), { code, syscall: call });
  };
  const guard = <A extends unknown[], R>(call: string, when: readonly Fault[], act: (...args: A) => Promise<R>) => {
    return async (...args: A): Promise<R> => {
      if (when.includes(fault) && hit()) fail(call);
      return act(...args);
    };
  };
  function around(handle: FileHandle): FileHandle {
    const write = async (bytes: Uint8Array, offset: number): Promise<{ bytesWritten: number }> => {
      const writes: readonly Fault[] = ['short-write', 'full', 'io-error'];
      if (!writes.includes(fault) || !hit()) return handle.write(bytes, offset);
      if (fault === 'io-error') fail('write');
      const half = Math.ceil((bytes.length - offset) / 2);
      if (fault === 'short-write' || passed === n) return handle.write(bytes, offset, half);
      return fail('write');
    };
    return {
      write,
      stat: () => handle.stat(),
      truncate: (size: number) => handle.truncate(size),
      datasync: guard('fdatasync', ['no-sync'], () => handle.datasync()),
      sync: () => handle.sync(),
      close: () => handle.close(),
    } as unknown as FileHandle;
  }
  const open = async (...args: Parameters<typeof fs.open>): Promise<FileHandle> => {
    if (fault === 'no-handles' && hit()) fail('open');
    return around(await fs.open(...args));
  };
  return {
    ...fs,
    open,
    rename: guard('rename', ['no-rename'], fs.rename),
    link: guard('link', ['no-rename'], fs.link),
    get passed() {
      return passed;
    },
    mend: () => (sound = true),
  };
}
