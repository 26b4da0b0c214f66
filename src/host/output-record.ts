import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

const LOG_BYTES = 64 * 1024 * 1024;
const TAIL_BYTES = 64 * 1024;

/** Keeps what a program printed: all of it as a digest, its end as text, and (bounded) as a log file. */
export interface OutputRecord {
  take(bytes: Uint8Array): void;
  close(): { readonly tail: string; readonly digest: string };
}

/** Writes at once and in order of arrival, so that the log can be read while the program runs. */
export function outputRecord(logFile: string | undefined): OutputRecord {
  const hash = createHash('sha256');
  const log = logFile === undefined ? undefined : boundedLog(logFile);
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  return {
    take(bytes) {
      hash.update(bytes);
      log?.write(bytes);
      kept.push(bytes);
      keptBytes += bytes.length;
      if (keptBytes < 4 * TAIL_BYTES) return;
      kept = [lastBytes(kept)];
      keptBytes = kept[0]!.length;
    },
    close() {
      const trouble = log?.close();
      const tail = wholeCharacters(lastBytes(kept));
      return {
        tail: trouble === undefined ? tail : `${tail}\nxpar: the log was not kept: ${trouble}\n`,
        digest: hash.digest('hex'),
      };
    },
  };
}

function lastBytes(chunks: readonly Uint8Array[]): Buffer {
  const all = Buffer.concat(chunks);
  return all.subarray(Math.max(0, all.length - TAIL_BYTES));
}

function wholeCharacters(bytes: Buffer): string {
  const start = bytes.findIndex((byte) => (byte & 0xc0) !== 0x80);
  return bytes.subarray(Math.max(0, start)).toString('utf8');
}

interface BoundedLog {
  write(bytes: Uint8Array): void;
  /** What went wrong, if anything did: a full disk must not end the program. */
  close(): string | undefined;
}

function boundedLog(file: string): BoundedLog {
  let trouble: string | undefined;
  let left = LOG_BYTES;
  let descriptor: number | undefined;
  function attempt(action: () => void): void {
    if (trouble !== undefined) return;
    try {
      action();
    } catch (error) {
      trouble = (error as Error).message;
    }
  }
  attempt(() => {
    mkdirSync(path.dirname(file), { recursive: true });
    descriptor = openSync(file, 'w');
  });
  return {
    write(bytes) {
      if (left === 0) return;
      const part = bytes.subarray(0, left);
      left -= part.length;
      attempt(() => writeAll(descriptor!, part));
      if (left === 0)
        attempt(() => writeAll(descriptor!, Buffer.from(`\nxpar: cut here, after ${LOG_BYTES / 1024 / 1024} MiB\n`)));
    },
    close() {
      if (descriptor !== undefined) closeSync(descriptor);
      return trouble;
    },
  };
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) done += writeSync(descriptor, bytes, done);
}
