import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { BWRAP } from '../../src/agents/sandbox.ts';
import { nodeCommands } from '../../src/host/node-commands.ts';

const ENV = { PATH: process.env['PATH']! };

function works(): boolean {
  try {
    const [program = '', ...flags] = BWRAP;
    execFileSync(program, [...flags, 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.runIf(works())('a program in a sandbox that dies of any signal', () => {
  const inside = (script: string) =>
    nodeCommands().start({ argv: [...BWRAP, '--', 'sh', '-c', script], cwd: '/', env: ENV, isKept: true });

  test.each(['SIGINT', 'SIGTERM'] as const)('hears %s itself, and has its last word', async (name) => {
    const running = inside(`trap 'echo heard; exit 3' ${name.slice(3)}; echo up; while :; do sleep 0.05; done`);
    const said: string[] = [];
    for await (const { from, text } of running.lines) {
      // The shell's own word on what else the signal ended is not asked for.
      if (from === 'stdout') said.push(text);
      if (text === 'up') running.signal(name);
    }
    expect(said).toEqual(['up', 'heard']);
    expect(await running.ended).toMatchObject({ code: 3 });
  });

  test('is killed with all it started where it is deaf', async () => {
    const running = inside(
      `trap '' TERM INT; setsid sh -c "trap '' TERM; while :; do sleep 0.05; done" & echo up; while :; do sleep 0.05; done`,
    );
    for await (const { text } of running.lines) if (text === 'up') void running.stop(200);
    expect(await running.ended).not.toMatchObject({ code: 0 });
  });
});
