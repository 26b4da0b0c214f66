import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Workshop } from './workshop.ts';

const BIN = path.join(import.meta.dirname, '../../bin/xpar.mjs');

export interface OnTerminal {
  /** Exit code, and all that stood on the screen. */
  readonly ended: Promise<{ readonly code: number | null; readonly shown: string }>;
  /** Resolves when that stands on the screen. */
  sees(words: RegExp): Promise<void>;
}

/** A command on a terminal, made by script(1), which ends with it: each answer is typed as soon as its question stands there. */
export function onTerminal(
  workshop: Workshop,
  args: readonly string[],
  answers: readonly (readonly [question: RegExp, typed: string])[] = [],
): OnTerminal {
  const command = [process.execPath, BIN, ...args].map((word) => `'${word}'`).join(' ');
  const env = { ...workshop.shellEnv, TERM: 'xterm-256color' };
  const child = spawn('script', ['-qefc', command, '/dev/null'], {
    cwd: workshop.repository,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const waiting = new Map<RegExp, () => void>();
  const left = [...answers];
  let shown = '';
  let typedAt = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    for (const [words, seen] of waiting) if (words.test(shown)) seen();
    const [question, typed] = left[0] ?? [];
    if (question?.test(shown.slice(typedAt)) !== true) return;
    left.shift();
    typedAt = shown.length;
    child.stdin.write(typed!);
  });
  return {
    ended: new Promise((resolve) => child.once('close', (code) => resolve({ code, shown }))),
    sees: (words) => new Promise((resolve) => waiting.set(words, resolve)),
  };
}
