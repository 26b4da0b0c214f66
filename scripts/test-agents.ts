import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execa } from 'execa';
import { TRIED } from '../src/agents/tried.ts';
import { loopbackOnly } from './loopback.ts';

/**
 * The real programs, each in the newest version its adapter was tried with. Some are proprietary, so none is a dependency: they
 * live in a cache folder with an empty manifest of its own.
 */
const PROGRAMS = [
  { variable: 'XPAR_TEST_CLAUDE', package: `@anthropic-ai/claude-code@${TRIED.claude}`, program: 'claude' },
  { variable: 'XPAR_TEST_CODEX', package: `@openai/codex@${TRIED.codex}`, program: 'codex' },
  { variable: 'XPAR_TEST_OPENCODE', package: 'opencode-ai@1.18.33', program: 'opencode' },
  { variable: 'XPAR_TEST_CLAUDE_ACP', package: '@agentclientprotocol/claude-agent-acp@0.100.0', program: 'claude-agent-acp' },
  { variable: 'XPAR_TEST_CODEX_ACP', package: '@agentclientprotocol/codex-acp@2.6.0', program: 'codex-acp' },
] as const;

const cache = path.resolve('node_modules/.cache/xpar-agents');

type Provided = { readonly program: string } | { readonly trouble: string };

/** Installs a real program once. */
async function provide({ package: wanted, program: name }: (typeof PROGRAMS)[number]): Promise<Provided> {
  // A folder each: npm would take away what the other's manifest does not name.
  const folder = path.join(cache, name);
  const program = path.join(folder, 'node_modules/.bin', name);
  mkdirSync(folder, { recursive: true });
  if (!existsSync(program)) {
    writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
    const install = await execa('npm', ['install', '--no-save', '--no-fund', '--no-audit', wanted], {
      cwd: folder,
      reject: false,
      timeout: 300_000,
    });
    if (install.failed) return { trouble: `${wanted} cannot be installed: ${install.shortMessage}` };
  }
  const env = { DISABLE_AUTOUPDATER: '1', CODEX_HOME: folder };
  const version = await execa(program, ['--version'], { cwd: folder, reject: false, timeout: 30_000, env });
  return version.failed ? { trouble: `${wanted} does not start: ${version.shortMessage}` } : { program };
}

const env: Record<string, string> = {};
for (const one of PROGRAMS) {
  const found = await provide(one);
  if ('program' in found) env[one.variable] = found.program;
  else process.stdout.write(`test:agents skips ${one.program}: ${found.trouble}\n`);
}
if (Object.keys(env).length > 0) {
  const vitest = path.resolve('node_modules/.bin/vitest');
  const argv = [process.execPath, vitest, 'run', '--config', 'vitest.agents.config.ts', ...process.argv.slice(2)];
  // Installed is before: from here on nobody needs a network.
  const net = await loopbackOnly();
  if ('trouble' in net) process.stdout.write(`test:agents runs beside an open network: ${net.trouble}\n`);
  else env['XPAR_TEST_LOOPBACK'] = '1';
  const [program = '', ...rest] = 'wrapping' in net ? [...net.wrapping, ...argv] : argv;
  const tests = await execa(program, rest, { env, stdio: 'inherit', reject: false });
  process.exitCode = tests.exitCode ?? 1;
}
