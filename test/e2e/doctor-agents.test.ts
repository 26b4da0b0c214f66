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

test('an agent that is not there is wrong, with what to do', async () => {
  const { code, checks } = await found({ default: { kind: 'codex', command: ['no-such-codex'] } });
  expect(code).toBe(1);
  expect(checks).toMatchObject([{ name: 'agent default', standing: 'wrong', reason: 'agent-unusable' }]);
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
