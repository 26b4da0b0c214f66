import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { installed } from './installed.ts';

const GUARDIAN = installed('guardian', './guardian.ts');

let input: Writable | undefined;

/** A program is about to be started under this mark: told before, or one that was just started could outlive a kill of ours. */
export function announced(mark: string): void {
  input ??= startGuardian();
  input.write(`+ ${mark}\n`);
}

/** From now on the tree ends with this process, even where that is killed without a word. */
export function guarded(pid: number, mark: string): void {
  input?.write(`+ ${mark} ${pid}\n`);
}

/** The tree is gone, or never came to be: its number may be another's tomorrow. */
export function unguarded(mark: string): void {
  input?.write(`- ${mark}\n`);
}

/** In a group of its own, so that a ctrl-C that ends us does not end it; without our environment, so that it bears no mark. */
function startGuardian(): Writable {
  const { root } = path.parse(process.cwd());
  const guardian = spawn(process.execPath, [GUARDIAN], {
    cwd: root,
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guardian.on('error', () => {}); // Without it everything works but this.
  guardian.stdin.on('error', () => {});
  guardian.unref();
  if ('unref' in guardian.stdin) (guardian.stdin as { unref(): void }).unref();
  return guardian.stdin;
}
