import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { codexArgv } from '../../src/agents/codex-start.ts';
import { bringEarlier } from '../../src/agents/codex-thread.ts';
import { codexAgent } from '../../src/agents/codex.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import type { AgentEvent, AgentResult, RunSpec } from '../../src/model/agent.ts';
import { manualClock, settled } from '../rig/manual-clock.ts';
import { memoryFiles, type MemoryFiles } from '../rig/memory-files.ts';
import { codexRollout, codexStream, threadOf } from '../rig/recorded-codex.ts';
import { scriptedCommands } from '../rig/scripted-commands.ts';

const [FIRST, NEXT] = ['kill-cstall-SIGINT', 'kill-cstall-SIGINT-resume'];
const THREAD = threadOf(FIRST);
const FILE = `codex/sessions/2026/11/21/rollout-2026-11-21T05-58-56-${THREAD}.jsonl`;
const spec: RunSpec = {
  story: 'weigh',
  cwd: '/work/repo/worktree',
  prompt: 'Weigh.',
  resume: { session: THREAD, prompt: 'Go on.', stateDir: '/lanes/weigh/1' },
  model: 'gpt-5.5',
  env: { PATH: '/bin' },
  stateDir: '/lanes/weigh/2',
  limits: { contextTokens: 100_000, wallMs: 60_000, idleMs: 10_000 },
};
const earlier = codexRollout(FIRST).filter((line) => line !== '');
const whole = codexRollout(NEXT).filter((line) => line !== '');

interface Ran {
  readonly files: MemoryFiles;
  readonly input: string;
  readonly events: readonly AgentEvent[];
  readonly result: AgentResult;
}

/** The recorded second run of a thread, over what its first run left. */
async function goOn(kept: (lines: readonly string[]) => readonly string[] = (lines) => lines): Promise<Ran> {
  const files = memoryFiles({ [`/lanes/weigh/1/${FILE}`]: kept(earlier).join('\n') });
  const [clock, commands] = [manualClock(), scriptedCommands(() => {})];
  const run = codexAgent({ kind: 'codex' }, { commands, files, clock }).run(spec);
  const events: AgentEvent[] = [];
  void (async () => {
    for await (const event of run) events.push(event);
  })();
  await settled();
  const program = commands.started[0]!;
  const own = `/lanes/weigh/2/${FILE}`;
  codexStream(NEXT).forEach((line) => program.print(line));
  await clock.advance(1_000);
  if (files.contents.has(own)) files.contents.set(own, `${kept(whole).join('\n')}\n`);
  await clock.advance(1_000);
  program.exit(0);
  await clock.advance(1_000);
  return { files, input: program.input.text, events, result: await run.result };
}

const OWN = { requests: 1, spendSource: 'per-request', spend: { input: 326, cacheRead: 8_130, output: 10 } };

test('a thread is gone on with by its name, and is told to go on by standard input', async () => {
  expect(codexArgv({ kind: 'codex' }, spec).slice(-3)).toEqual(['resume', THREAD, '-']);
  expect((await goOn()).input).toBe('Go on.');
});

test('what its first run left lies in the new home, whole lines, and counts for nothing there', async () => {
  const { events, result } = await goOn();
  expect(whole.slice(0, earlier.length)).toEqual(earlier);
  expect(result).toMatchObject({ outcome: 'completed', session: THREAD, settled: true, firstContext: 8_456, ...OWN });
  expect(events.filter(({ t }) => t === 'request')).toMatchObject([{ context: 8_456 }]);
  expect(result.edits).toEqual([]);
});

test('versions that only tell running totals are not counted from nothing', async () => {
  const { result } = await goOn((lines) => lines.filter((line) => !line.includes('"type":"token_usage_record"')));
  expect(result).toMatchObject(OWN);
});

test('without its rollout the spend is unknown: the total at the end is that of the whole thread', async () => {
  const { result } = await goOn(() => []);
  expect(result).toMatchObject({ outcome: 'completed', requests: 0, spendSource: 'none' });
});

test('a killed build reads the same of it from what it left', async () => {
  const { files } = await goOn();
  files.contents.set('/lanes/weigh/2/agent.log', codexStream(NEXT).join('\n'));
  const ports = { commands: scriptedCommands(() => {}), files, clock: manualClock() };
  const left = await codexAgent({ kind: 'codex' }, ports).left(spec);
  expect(left!.result).toMatchObject({ outcome: 'completed', ...OWN });
  expect(left!.events.filter(({ t }) => t === 'request')).toHaveLength(1);
});

test('a link in place of the rollout brings nothing that lies outside the home', async () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'xpar-codex-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const [before, after] = [path.join(root, '1', FILE), path.join(root, '2', FILE)];
  mkdirSync(path.dirname(before), { recursive: true });
  writeFileSync(path.join(root, 'secret'), 'secret');
  const bring = (): Promise<void> =>
    bringEarlier(nodeFiles(), {
      resume: { session: THREAD, prompt: '', stateDir: path.join(root, '1') },
      stateDir: path.join(root, '2'),
    });
  symlinkSync(path.join(root, 'secret'), before);
  await bring();
  expect(existsSync(after)).toBe(false);
  rmSync(before);
  writeFileSync(before, '{}');
  await bring();
  expect(readFileSync(after, 'utf8')).toBe('{}\n');
});
