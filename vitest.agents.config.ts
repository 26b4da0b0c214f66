import { defineConfig } from 'vitest/config';

/** The real agent programs against a scripted model: run by `npm run test:agents`, which installs them first. */
export default defineConfig({ test: { include: ['test/agents/*.real.ts'], testTimeout: 90_000, fileParallelism: false } });
