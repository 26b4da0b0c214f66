import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { acpAgent } from '../../src/agents/acp.ts';
import type { AgentEvent, AgentRun, RunSpec } from '../../src/model/agent.ts';
import type { AcpAgent } from '../../src/model/config.ts';
import { realPorts, type Seen } from '../rig/real-lane.ts';

const FAKE = path.join(import.meta.dirname, '../rig/fake-acp-agent.mjs');

export let cwd: string;
export let folder: string;

/** A lane made anew for each test of the file that asks: what an import does is done once, for the first file alone. */
export function lanesForEach(): void {
  beforeEach(() => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'xpar-acp-')));
    cwd = path.join(folder, 'lane');
    for (const name of ['lane', 'state']) mkdirSync(path.join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
}

/** Plays the script in an agent of the protocol, in a lane that is made anew for each test of the file. */
export async function run(
  script: readonly object[],
  more: Partial<RunSpec> = {},
  options: { config?: Partial<AcpAgent>; onEvent?: (event: AgentEvent, run: AgentRun) => void } = {},
): Promise<Seen> {
  const adapter = acpAgent({ kind: 'acp', command: [process.execPath, FAKE], ...options.config }, realPorts);
  const agent = adapter.run({
    story: 'add',
    cwd,
    prompt: 'Fix add.',
    model: 'm-1',
    env: { PATH: process.env['PATH']!, FAKE_ACP_SCRIPT: JSON.stringify(script) },
    stateDir: path.join(folder, 'state'),
    limits: { contextTokens: 100_000, wallMs: 60_000, idleMs: 60_000 },
    ...more,
  });
  const events: AgentEvent[] = [];
  for await (const event of agent) {
    events.push(event);
    options.onEvent?.(event, agent);
  }
  return { events, result: await agent.result };
}
