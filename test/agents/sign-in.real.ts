import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acpAgent } from '../../src/agents/acp.ts';
import { claudeAgent } from '../../src/agents/claude.ts';
import { codexAgent } from '../../src/agents/codex.ts';
import type { Adapter } from '../../src/model/agent.ts';
import { ACP_CLIENTS } from '../rig/acp-clients.ts';
import { scriptedCodex } from '../rig/real-build.ts';
import { realLane, realPorts, type RealLane } from '../rig/real-lane.ts';
import { scriptedModel, type ScriptedModel } from '../rig/scripted-model.ts';

const [claude, codex] = [process.env['XPAR_TEST_CLAUDE'], process.env['XPAR_TEST_CODEX']];

let lane: RealLane;
let model: ScriptedModel;

beforeEach(async () => {
  lane = realLane();
  execFileSync('git', ['init', '--quiet'], { cwd: lane.cwd });
  model = await scriptedModel([{ blocks: [{ text: 'Done.' }] }], lane.cwd);
});
afterEach(async () => {
  await model.close();
  lane.remove();
});

interface Who {
  readonly name: string;
  readonly program: string | undefined;
  readonly model: string;
  adapter(): Adapter;
  /** Everything that leads it to the scripted model, and no key. */
  env(): Readonly<Record<string, string>>;
  readonly words: RegExp;
}

const WHO: readonly Who[] = [
  {
    name: 'Claude Code',
    program: claude,
    model: 'claude-sonnet-4-6',
    adapter: () => claudeAgent({ kind: 'claude', command: [claude!] }, realPorts),
    env: () => ({ ANTHROPIC_BASE_URL: model.url }),
    words: /not logged in/i,
  },
  {
    name: 'Codex',
    program: codex,
    model: 'gpt-5.5',
    adapter: () => codexAgent({ kind: 'codex', command: scriptedCodex(codex!, model.url) }, realPorts),
    env: () => ({}),
    words: /OPENAI_API_KEY/,
  },
  ...ACP_CLIENTS.map((client): Who => ({
    name: `${client.name} over the protocol`,
    program: client.program,
    model: client.model,
    adapter: () => acpAgent({ kind: 'acp', command: [client.program!] }, realPorts),
    env: () => client.settle(lane.home, model.url),
    words: /authentication required|OPENAI_API_KEY/i,
  })),
];

test.each(WHO.filter(({ program }) => program !== undefined))(
  'nobody is signed in to the real $name: it says so, asks no model, and the story is not to blame',
  async (who) => {
    const env = Object.fromEntries(Object.entries(who.env()).filter(([name]) => !name.endsWith('_KEY')));
    const { result } = await lane.run(who.adapter(), { model: who.model, env });
    expect(result).toMatchObject({ outcome: 'config-error', requests: 0, detail: expect.stringMatching(who.words) });
    expect(model.requests).toEqual([]);
  },
);
