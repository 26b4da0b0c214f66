import { env } from 'node:process';
import { defineConfig } from 'vitest/config';

/** Tests of a program that could not be had are left out: `scripts/test-agents.ts` has said so. */
const WITHOUT = [
  ['XPAR_TEST_CLAUDE', 'test/agents/claude.real.ts'],
  ['XPAR_TEST_CODEX', 'test/agents/codex.real.ts'],
  ['XPAR_TEST_OPENCODE', 'test/agents/opencode.real.ts'],
].flatMap(([variable = '', file = '']) => (env[variable] === undefined ? [file] : []));

/** The real agent programs against a scripted model: run by `npm run test:agents`, which installs them first. */
export default defineConfig({
  test: { include: ['test/agents/*.real.ts'], exclude: WITHOUT, testTimeout: 90_000, fileParallelism: false },
});
