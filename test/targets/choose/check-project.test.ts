import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import type { Finding, Reason } from '../../../src/model/problem.ts';
import { survey } from '../../../src/pipeline.ts';

const HOST = nodeHost();
const CONFIG = {
  agents: { default: { kind: 'command', command: ['true'] } },
  gates: [{ name: 'check', command: ['true'] }],
};

let top: string;

beforeEach(async () => {
  top = mkdtempSync(path.join(os.tmpdir(), 'xpar-lint-'));
  write('src/add.ts', 'export const add = 1;\n');
  await HOST.git.init(top, 'main');
  await HOST.git.commitEverything(top, 'start');
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(top, file)), { recursive: true });
  writeFileSync(path.join(top, file), text);
}

function card(model: string, files: string): string {
  return `---
title: Add
status: ready
budget: { model: ${model} }
files: [${files}]
---
# Add

## Acceptance criteria
- [ ] it adds
`;
}

/** What lint says under that reason. */
async function found(reason: Reason): Promise<readonly Finding[]> {
  const seen = await survey({ ...HOST, machine: { ...HOST.machine, cwd: top } }, 'lint');
  if (!seen.ok) throw new Error(JSON.stringify(seen.problems));
  return seen.value.findings.filter(({ problem }) => problem.reason === reason);
}

test('a model that is written wrong in the config is told with the one that was meant, until a card or a role asks for it', async () => {
  const models = { 'claude-sonet-4-6': { concurrent: 2 } };
  write('xpar.config.json', JSON.stringify({ ...CONFIG, models }));
  write('stories/add.md', card('claude-sonnet-4-6', 'src/add.ts'));
  const problem = { reason: 'idle-model', model: 'claude-sonet-4-6', suggestion: 'claude-sonnet-4-6' };
  expect(await found('idle-model')).toEqual([
    { severity: 'warning', problem: { ...problem, place: { file: 'xpar.config.json' } } },
  ]);
  const roles = [{ name: 'implement' }, { name: 'reviewer', model: 'claude-sonet-4-6' }];
  write('xpar.config.json', JSON.stringify({ ...CONFIG, models, roles }));
  expect(await found('idle-model')).toEqual([]);
  write('xpar.config.json', JSON.stringify({ ...CONFIG, models }));
  write('stories/add.md', card('claude-sonet-4-6', 'src/add.ts'));
  expect(await found('idle-model')).toEqual([]);
});

test('a path that git tracks in another case is told as it is tracked', async () => {
  write('xpar.config.json', JSON.stringify(CONFIG));
  write('stories/add.md', card('claude-sonnet-4-6', 'Src/Add.ts'));
  const place = { file: 'stories/add.md', line: 5, column: 9 };
  expect(await found('case-differs')).toEqual([
    { severity: 'warning', problem: { reason: 'case-differs', glob: 'Src/Add.ts', real: 'src/add.ts', place } },
  ]);
});
