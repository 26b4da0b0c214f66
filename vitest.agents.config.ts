import { env } from 'node:process';
import { defineConfig } from 'vitest/config';

/** Tests of programs of which none could be had are left out: `scripts/test-agents.ts` has said so. */
const WITHOUT = [
  { variables: ['XPAR_TEST_CLAUDE'], file: 'test/agents/claude.real.ts' },
  { variables: ['XPAR_TEST_CODEX'], file: 'test/agents/codex.real.ts' },
  { variables: ['XPAR_TEST_OPENCODE'], file: 'test/agents/opencode.real.ts' },
  { variables: ['XPAR_TEST_CLAUDE_ACP', 'XPAR_TEST_CODEX_ACP'], file: 'test/agents/acp-clients.real.ts' },
].flatMap(({ variables, file }) => (variables.some((variable) => env[variable] !== undefined) ? [] : [file]));

/** The real agent programs against a scripted model: run by `npm run test:agents`, which installs them first. */
export default defineConfig({
  test: { include: ['test/agents/*.real.ts'], exclude: WITHOUT, testTimeout: 90_000, fileParallelism: false },
});
