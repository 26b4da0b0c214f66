import { existsSync, readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { claudeAgent } from '../../src/agents/claude.ts';
import { sessionFiles } from '../../src/agents/session-files.ts';
import { realLane, realPorts, type RealLane } from '../rig/real-lane.ts';
import { scriptedModel, type ScriptedModel } from '../rig/scripted-model.ts';

const program = process.env['XPAR_TEST_CLAUDE'];
const BIN = path.resolve('bin/xpar.mjs');
let lane: RealLane | undefined;
let model: ScriptedModel | undefined;
afterEach(async () => {
  await model?.close();
  lane?.remove();
});

test.runIf(program !== undefined && existsSync('dist/main.js'))(
  'Claude Code finds the tools of its lane, and a person is asked through them',
  async () => {
    lane = realLane();
    const stateDir = path.join(lane.folder, 'state');
    const { outbox, book, events } = sessionFiles(stateDir);
    mkdirSync(outbox, { recursive: true });
    const adrs = [{ id: 'ADR-1', title: 'Whole', text: 'Every number is whole.' }];
    const budget = { floorTokens: 1, ceilingTokens: 9_000, hardTokens: 100_000 };
    writeFileSync(book, JSON.stringify({ schemaVersion: 1, story: 'add', title: 'Add', card: 'Two rows.', adrs, budget }));
    model = await scriptedModel(
      [
        { blocks: [{ tool: 'mcp__xpar__get_adr', input: { id: 'ADR-1' } }] },
        { blocks: [{ tool: 'mcp__xpar__request_approval', input: { action: 'npm i x', why: 'needed' } }] },
        { blocks: [{ tool: 'mcp__xpar__checkpoint', input: { text: 'half' } }] },
        { blocks: [{ text: 'Done.' }] },
      ],
      lane.cwd,
    );
    const asked: unknown[] = [];
    const env = {
      PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: lane.home,
      ANTHROPIC_API_KEY: 'scripted-key',
      ANTHROPIC_BASE_URL: model.url,
    };
    const seen = await lane.run(claudeAgent({ kind: 'claude', command: [program!] }, realPorts), {
      model: 'claude-sonnet-4-6',
      env,
      mcp: [process.execPath, BIN, 'mcp', '--lane', outbox],
      approve: async ({ command }) => {
        asked.push(command);
        return { allow: false, why: 'not now' };
      },
    });
    expect(asked).toEqual(['npm i x']);
    expect(seen.result).toMatchObject({ outcome: 'completed', denials: 0 });
    const said = JSON.stringify(model.requests.at(-1)!.messages);
    for (const words of ['Every number is whole.', 'not allowed: not now', 'kept']) expect(said).toContain(words);
    expect(readFileSync(events, 'utf8')).toContain('"type":"checkpoint"');
    expect(seen.events).toContainEqual({ t: 'checkpoint', completed: [], pending: [], next: 'half' });
  },
);
