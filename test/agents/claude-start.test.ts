import { expect, test } from 'vitest';
import { claudeAgent } from '../../src/agents/claude.ts';
import { CLAUDE_ENV, claudeArgv, claudeEnv } from '../../src/agents/claude-start.ts';
import type { CommandResult } from '../../src/host/host.ts';
import type { RunSpec } from '../../src/model/agent.ts';
import { manualClock, settled } from '../rig/manual-clock.ts';
import { scriptedCommands } from '../rig/scripted-commands.ts';
import { memoryFiles } from './session-stage.ts';

const limits = { contextTokens: 1, wallMs: 1, idleMs: 1 };
const spec: RunSpec = {
  story: 'weigh',
  cwd: '/lane',
  prompt: '-p $(x)',
  model: 'm-1',
  env: { PATH: '/bin', DISABLE_TELEMETRY: '0' },
  stateDir: '/state',
  limits,
};

test('the lean profile goes without settings, servers and spare tools; the default one keeps the agent as it is', () => {
  const lean = claudeArgv({ kind: 'claude' }, spec);
  expect(lean[lean.indexOf('--tools') + 1]).toBe('Read,Edit,Write,Bash');
  expect(lean[lean.indexOf('--setting-sources') + 1]).toBe('');
  const whole = claudeArgv({ kind: 'claude', profile: 'default', command: ['npx', 'claude'] }, spec);
  expect(whole.slice(0, 3)).toEqual(['npx', 'claude', '-p']);
  expect(whole).not.toContain('--tools');
});

test('an effort is an argument, and none where the config says nothing', () => {
  const hard = claudeArgv({ kind: 'claude', effort: 'xhigh' }, spec);
  expect(hard[hard.indexOf('--effort') + 1]).toBe('xhigh');
  expect(claudeArgv({ kind: 'claude' }, spec)).not.toContain('--effort');
});

test('a session that is gone on with is named, and told what it is told then instead of the brief', async () => {
  const resume = { session: 's-1', prompt: 'Go on.' };
  const argv = claudeArgv({ kind: 'claude' }, { ...spec, resume });
  expect(argv[argv.indexOf('--resume') + 1]).toBe('s-1');
  expect(claudeArgv({ kind: 'claude' }, spec)).not.toContain('--resume');
  const commands = scriptedCommands(() => {});
  const files = memoryFiles(new Map());
  const run = claudeAgent({ kind: 'claude' }, { commands, clock: manualClock(), files }).run({ ...spec, resume });
  await settled();
  expect(JSON.parse(commands.started[0]!.input.text)).toMatchObject({ message: { content: 'Go on.' } });
  commands.started[0]!.exit(0);
  await run.result;
});

test("the lane's own server is the one that it is given, and none where xpar names none", () => {
  const argv = claudeArgv({ kind: 'claude' }, { ...spec, mcp: ['node', 'xpar.mjs', 'mcp'] });
  expect(JSON.parse(argv[argv.indexOf('--mcp-config') + 1]!)).toEqual({
    mcpServers: { xpar: { type: 'stdio', command: 'node', args: ['xpar.mjs', 'mcp'] } },
  });
  expect(argv).toContain('--strict-mcp-config');
  expect(claudeArgv({ kind: 'claude' }, spec)).not.toContain('--mcp-config');
});

test('git commands that move branches are refused, and the prompt is no argument', () => {
  const argv = claudeArgv({ kind: 'claude' }, spec);
  const forbidden = argv[argv.indexOf('--disallowedTools') + 1]!.split(',');
  expect(forbidden).toEqual(expect.arrayContaining(['Bash(git push:*)', 'Bash(git stash:*)', 'Bash(git switch:*)']));
  expect(argv).not.toContain(spec.prompt);
});

test('it neither summarises, nor updates itself, nor phones home, unless the caller says otherwise', () => {
  expect(claudeEnv(spec)).toMatchObject({
    DISABLE_AUTO_COMPACT: '1',
    DISABLE_AUTOUPDATER: '1',
    DISABLE_TELEMETRY: '0',
    PATH: '/bin',
    XPAR_EVENTS: '/state/outbox/events.jsonl',
  });
});

test('logins of every kind are on the list of what it may see, and nothing that is not its own', () => {
  expect(CLAUDE_ENV).toEqual(
    expect.arrayContaining(['ANTHROPIC_API_KEY', 'CLAUDE_CODE_OAUTH_TOKEN', 'CLAUDE_CONFIG_DIR', 'CLAUDE_CODE_USE_BEDROCK']),
  );
  expect(CLAUDE_ENV.filter((name) => !/^(?:ANTHROPIC|CLAUDE|AWS|CLOUD_ML|GOOGLE)_/.test(name))).toEqual([]);
});

const ports = (result: Partial<CommandResult>) => ({
  commands: {
    ...scriptedCommands(() => {}),
    run: async () => ({ code: 0, signal: null, timedOut: false, missing: false, tail: '', digest: '', durationMs: 1, ...result }),
  },
  clock: manualClock(),
  files: {
    makeFolder: async () => {},
    writeAtomic: async () => {},
    readFrom: async () => new Uint8Array(),
    readText: async () => undefined,
    readInside: async () => ({ ok: false, trouble: 'missing', detail: '' }) as const,
    exists: async () => false,
    list: async () => undefined,
    isLinked: async () => false,
    linkFile: async () => {},
  },
});

test('the probe tells the version, or what is wrong in words', async () => {
  const probe = (result: Partial<CommandResult>) => claudeAgent({ kind: 'claude' }, ports(result)).probe({});
  expect(await probe({ tail: '2.1.329 (Claude Code)\n' })).toEqual({ ok: true, version: '2.1.329' });
  expect(await probe({ code: null, missing: true })).toEqual({ ok: false, version: '', problem: 'there is no program `claude`' });
  expect(await probe({ code: 1, tail: 'native binary not installed\n' })).toMatchObject({
    problem: '`claude --version` gave no version: native binary not installed',
  });
});

test('its own context is taken from config, else assumed by profile and model', () => {
  const base = (more: object, model: string) => claudeAgent({ kind: 'claude', ...more }, ports({})).base(model);
  expect(base({}, 'claude-sonnet-4-6')).toEqual({ tokens: 6_200, source: 'assumed' });
  expect(base({}, 'claude-opus-4-6')).toEqual({ tokens: 3_100, source: 'assumed' });
  expect(base({ profile: 'default' }, 'claude-sonnet-4-6')).toEqual({ tokens: 19_400, source: 'assumed' });
  expect(base({ baseTokens: 900 }, 'claude-sonnet-4-6')).toEqual({ tokens: 900, source: 'config' });
});
