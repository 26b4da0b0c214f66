import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';

/** The newest version the adapter was tried with. It is proprietary, so it is never a dependency: it lives in a cache folder. */
const CLAUDE = '@anthropic-ai/claude-code@2.1.329';

const cache = path.resolve('node_modules/.cache/xpar-agents');
const program = path.join(cache, 'node_modules/.bin/claude');

/** Installs the real program once, with an empty manifest of its own. Undefined: it works; else why it does not. */
async function provide(): Promise<string | undefined> {
  mkdirSync(cache, { recursive: true });
  if (!existsSync(program)) {
    writeFileSync(path.join(cache, 'package.json'), '{ "private": true }\n');
    const install = await execa('npm', ['install', '--no-save', '--no-fund', '--no-audit', CLAUDE], {
      cwd: cache,
      reject: false,
      timeout: 300_000,
    });
    if (install.failed) return `${CLAUDE} cannot be installed: ${install.shortMessage}`;
  }
  const version = await execa(program, ['--version'], {
    cwd: cache,
    reject: false,
    timeout: 30_000,
    env: { DISABLE_AUTOUPDATER: '1' },
  });
  return version.failed ? `${CLAUDE} does not start: ${version.shortMessage}` : undefined;
}

const trouble = await provide();
if (trouble === undefined) {
  const vitest = path.resolve('node_modules/.bin/vitest');
  const tests = await execa(vitest, ['run', '--config', 'vitest.agents.config.ts', ...process.argv.slice(2)], {
    env: { XPAR_TEST_CLAUDE: program },
    stdio: 'inherit',
    reject: false,
  });
  process.exitCode = tests.exitCode ?? 1;
} else {
  process.stdout.write(`test:agents skipped: ${trouble}\n`);
}
