import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const FAKE = path.join(import.meta.dirname, '../rig/fake-acp-agent.mjs');

interface Found {
  readonly name: string;
  readonly standing: string;
  readonly found: string;
  readonly hint?: string;
}

async function found(agents: object, more: object = {}): Promise<{ code: number | null; checks: readonly Found[] }> {
  workshop.configure({ agents, ...more });
  const ran = await workshop.xpar('doctor', '--json');
  const { checks } = ran.json<{ checks: readonly Found[] }>();
  return { code: ran.code, checks: checks.filter(({ name }) => name.startsWith('agent ')) };
}

/** A program that answers `--version`, and with 1 whoever asks whether it is signed in. */
function program(name: string, version: string, status: string): string {
  const file = path.join(workshop.root, name);
  writeFileSync(file, `#!/bin/sh\ncase "$*" in *--version*) echo "${version}"; exit 0;; esac\necho '${status}'\nexit 1\n`);
  chmodSync(file, 0o755);
  return file;
}

test('each agent is told with its version, and with what would stand in its way', async () => {
  const codex = program('codex', 'codex-cli 0.169.0', 'Not logged in');
  const claude = program('claude', '2.1.329 (Claude Code)', '{ "loggedIn": false }');
  const { code, checks } = await found(
    {
      default: { kind: 'claude', command: [claude] },
      fix: { kind: 'codex', command: [codex, '--dangerously-bypass-approvals-and-sandbox'], sandbox: 'danger-full-access' },
    },
    { gateEnv: ['OPENAI_API_KEY', 'LANG'] },
  );
  expect(code).toBe(0);
  expect(checks).toEqual([
    { name: 'agent default', standing: 'fine', found: 'claude 2.1.329' },
    { name: 'agent default', standing: 'note', found: 'nobody is signed in', hint: expect.stringContaining('claude auth login') },
    { name: 'agent fix', standing: 'fine', found: 'codex 0.169.0' },
    {
      name: 'agent fix',
      standing: 'note',
      found: 'gates see its keys too: OPENAI_API_KEY',
      hint: expect.stringContaining('gateEnv'),
    },
    { name: 'agent fix', standing: 'note', found: expect.stringContaining('its home would lie in'), hint: expect.any(String) },
    { name: 'agent fix', standing: 'note', found: 'its commands run outside any sandbox', hint: expect.any(String) },
    { name: 'agent fix', standing: 'note', found: expect.stringContaining('permissions off'), hint: expect.any(String) },
    { name: 'agent fix', standing: 'note', found: 'nobody is signed in', hint: expect.stringContaining('codex login') },
  ]);
});

test('a command that says what xpar says, and too little patience, are told before they spoil a session', async () => {
  const codex = program('codex', 'codex-cli 0.169.0', '');
  const claude = program('claude', '2.1.329 (Claude Code)', '');
  const { checks } = await found(
    {
      default: { kind: 'claude', command: [claude, '-p', '--permission-mode=bypassPermissions'] },
      fix: { kind: 'codex', command: [codex, '-c', 'model_provider="mine"', 'exec'] },
      docs: { kind: 'codex', command: ['env', '-m', codex] },
      chore: { kind: 'command', command: ['true', 'exec', '-p'] },
    },
    { timeouts: { idle: '20s' } },
  );
  const notes = checks.filter(({ standing }) => standing === 'note').map(({ name, found: what }) => [name, what]);
  const impatient = 'it is stopped after 20 s without a sign of life, and a long thought gives none';
  expect(notes).toEqual([
    ['agent default', 'its command switches its own permissions off'],
    ['agent default', 'its command says what xpar says by itself: -p --permission-mode=bypassPermissions'],
    ['agent default', impatient],
    ['agent fix', expect.stringContaining('its home would lie in')],
    ['agent fix', 'its command says what xpar says by itself: exec'],
    ['agent fix', impatient],
  ]);
});

test('a model that no table knows, that another provider has, or of which little is known is told beside its agent', async () => {
  const claude = program('claude', '2.0.9 (Claude Code)', '');
  workshop.edit('stories/add.md', (text) => text.replace(/model: .*/, 'model: claude-sonet-4-6'));
  workshop.edit('stories/double.md', (text) => text.replace(/model: .*/, 'model: gpt-4.1'));
  workshop.edit('stories/sum.md', (text) => text.replace(/model: .*/, 'model: in-house-1'));
  const { code, checks } = await found({ default: { kind: 'claude', command: [claude] } }, { models: { 'in-house-1': {} } });
  expect(code).toBe(0);
  expect(checks.map(({ standing, found: what }) => [standing, what])).toEqual([
    ['fine', 'claude 2.0.9'],
    ['note', expect.stringMatching(/^it is older than \d+\.\d+\.\d+, with which xpar was tried$/)],
    ['note', 'no model `claude-sonet-4-6` is known, which add asks for'],
    ['note', 'Claude Code has no `gpt-4.1`, which double asks for'],
    ['note', expect.stringMatching(/^of `in-house-1`, .*`usdPerMillion`.*`window`.*`smartZone`/)],
  ]);
  expect(checks[2]!.hint).toContain('`claude-sonnet-4-6`');
});

test('an agent that is not there is wrong, with what to do', async () => {
  const { code, checks } = await found({ default: { kind: 'codex', command: ['no-such-codex'] } });
  expect(code).toBe(1);
  expect(checks[0]).toMatchObject({ name: 'agent default', standing: 'wrong', reason: 'agent-unusable' });
});

test('an agent of the protocol is greeted: its version, its ways to sign in, or that it does not speak it', async () => {
  const acp = (script: object, more: object = {}): object => ({
    kind: 'acp',
    command: ['env', `FAKE_ACP_SCRIPT=${JSON.stringify([script])}`, process.execPath, FAKE],
    ...more,
  });
  const { code, checks } = await found({
    default: acp({}),
    newer: acp({ version: 3 }),
    other: acp({}, { authMethod: 'b-key' }),
    mute: { kind: 'acp', command: ['true'] },
  });
  expect(code).toBe(0);
  const notes = checks.filter(({ standing }) => standing === 'note').map(({ name, found: what }) => [name, what]);
  expect(notes).toEqual([
    ['agent newer', expect.stringContaining('it speaks version 3 of the protocol')],
    ['agent other', 'it has no authMethod `b-key`; it has a-key'],
    ['agent mute', 'it does not answer in the Agent Client Protocol'],
  ]);
});
