import { scriptedCommands } from '../rig/scripted-commands.ts';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { claudeAgent } from '../../src/agents/claude.ts';
import { codexAgent } from '../../src/agents/codex.ts';
import { commandAgent } from '../../src/agents/command.ts';
import type { SessionPorts } from '../../src/agents/dialect.ts';
import type { LeftSession } from '../../src/model/agent.ts';
import { codexNames, codexResultOf, codexRollout, codexStream, threadOf } from '../rig/recorded-codex.ts';
import { memoryFiles } from '../rig/memory-files.ts';
import { left, recordedNames, resultOf } from '../rig/recorded-claude.ts';

const LIMITS = { contextTokens: 100_000, wallMs: 1_000, idleMs: 1_000 };
const SPEC = { cwd: '/lane', stateDir: '/state', limits: LIMITS };

function portsOver(contents: Readonly<Record<string, string>>): SessionPorts {
  return { files: memoryFiles(contents), commands: scriptedCommands(() => {}), clock: undefined as never };
}

function ofCommand(contents: Readonly<Record<string, string>>): Promise<LeftSession | undefined> {
  return commandAgent({ kind: 'command', command: ['agent'] }, portsOver(contents)).left(SPEC);
}

const usage = (id: string, input: number): string =>
  `${JSON.stringify({ type: 'usage', id, input, cacheRead: 7, output: 10, context: input })}\n`;

describe('of a command', () => {
  test('what was told counts, once a request, to the last whole line', async () => {
    const events = usage('m1', 100) + usage('m1', 120) + usage('m2', 200) + usage('m3', 300).slice(0, 30);
    const found = await ofCommand({ '/state/agent.log': 'hello\n', '/state/outbox/events.jsonl': events });
    expect(found?.result).toMatchObject({
      outcome: 'crashed',
      requests: 2,
      spend: { input: 320, cacheRead: 14, cacheWrite: 0, output: 20 },
      spendSource: 'per-request',
    });
  });

  test('that told nothing, nothing is known', async () => {
    expect((await ofCommand({ '/state/agent.log': '' }))?.result).toMatchObject({ requests: 0, spendSource: 'none' });
  });

  test('that was never started there is no session', async () => {
    expect(await ofCommand({ '/state/prompt.md': 'do it' })).toBeUndefined();
  });

  test('whose log could not be made, its events still count', async () => {
    expect((await ofCommand({ '/state/outbox/events.jsonl': usage('m1', 100) }))?.result.requests).toBe(1);
  });
});

describe('of Claude Code', () => {
  const recorded = path.join(import.meta.dirname, '../fixtures/agents/claude');
  test.each(recordedNames())('the log of %s says what its stream said', async (name) => {
    const log = readFileSync(path.join(recorded, `${name}.jsonl`), 'utf8');
    const found = await claudeAgent({ kind: 'claude' }, portsOver({ '/state/agent.log': log })).left(SPEC);
    const heard = resultOf(name, left(null, null));
    const { requests, spend, spendSource, outcome } = found!.result;
    expect({ requests, spend, spendSource }).toEqual({
      requests: heard.requests,
      spend: heard.spend,
      spendSource: heard.spendSource,
    });
    expect(outcome).toBe(heard.outcome);
  });
});

describe('of Codex', () => {
  const agent = (contents: Readonly<Record<string, string>>): Promise<LeftSession | undefined> =>
    codexAgent({ kind: 'codex' }, portsOver(contents)).left({ ...SPEC, cwd: '/work/repo/worktree' });

  test.each(codexNames())('the log and the rollout of %s say what its session said', async (name) => {
    const rollout = `/state/codex/sessions/2026/11/21/rollout-x-${threadOf(name)}.jsonl`;
    const log = ['a warning on standard error', ...codexStream(name)].join('\n');
    const found = await agent({ '/state/agent.log': log, [rollout]: codexRollout(name).join('\n') });
    const { report: _, ...heard } = codexResultOf(name, left(null, null));
    expect(found!.result).toMatchObject(heard);
  });

  test('without its rollout what the stream told still counts', async () => {
    const found = await agent({ '/state/agent.log': codexStream('kill-cstall-SIGKILL').join('\n') });
    expect(found!.result).toMatchObject({ outcome: 'crashed', requests: 0, spendSource: 'none', edits: ['add.mjs'] });
  });
});
