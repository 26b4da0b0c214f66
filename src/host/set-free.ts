import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Free, FreeSpec } from './host.ts';

/**
 * Starts a program in a session of its own, so that no terminal's end reaches it, with nothing to read and its output in files that
 * have to be new. Throws where they cannot be made.
 */
export function setFree({ argv, cwd, env, out, err }: FreeSpec): Free {
  const [file = '', ...args] = argv;
  const stdout = openSync(out, 'ax');
  const stderr = err === out ? stdout : openSync(err, 'ax');
  try {
    const program = spawn(file, args, { cwd, env, detached: true, windowsHide: true, stdio: ['ignore', stdout, stderr] });
    const ended = new Promise<Awaited<Free['ended']>>((resolve) => {
      program.once('exit', (code, signal) => resolve({ code, signal }));
      program.once('error', ({ message }) => resolve({ code: null, signal: null, failure: message }));
    });
    program.unref();
    return { pid: program.pid, ended, interrupt: () => void program.kill('SIGINT') };
  } finally {
    new Set([stdout, stderr]).forEach((open) => closeSync(open));
  }
}
