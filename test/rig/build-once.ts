import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';

const TOP = path.join(import.meta.dirname, '../..');

/** Bundles the CLI and prepares the abacus as a repository, once for all end-to-end tests. */
export function setup(project: TestProject): () => void {
  execFileSync(process.execPath, ['scripts/bundle.ts'], { cwd: TOP, stdio: 'inherit' });
  const root = mkdtempSync(path.join(os.tmpdir(), 'xpar-abacus-'));
  const abacus = path.join(root, 'abacus');
  cpSync(path.join(TOP, 'test/fixtures/e2e/abacus'), abacus, { recursive: true });
  writeFileSync(path.join(abacus, 'xpar.config.json'), `${JSON.stringify(config, null, 2)}\n`);
  for (const args of COMMANDS)
    execFileSync('git', args, { cwd: abacus, env: { PATH: process.env['PATH'], HOME: root, ...DATES } });
  project.provide('abacus', abacus);
  return () => rmSync(root, { recursive: true, force: true });
}

/** The agent is staged by the test; its stage's port reaches it as any variable would: by name. */
const config = {
  agents: {
    default: {
      kind: 'command',
      command: [process.execPath, path.join(import.meta.dirname, 'scripted-agent.mjs')],
      env: ['XPAR_STAGE_PORT'],
    },
  },
  gates: [{ name: 'checks', command: [process.execPath, 'check.mjs'] }],
  parallel: { stagger: '0s' },
};

const DATES = { GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };
const COMMANDS = [
  ['init', '--quiet', '--initial-branch=main'],
  ['config', 'user.name', 'A Person'],
  ['config', 'user.email', 'person@example.org'],
  ['add', '--all'],
  ['commit', '--quiet', '--message', 'The abacus, with three stories to do'],
];
