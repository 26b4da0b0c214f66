import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { codexArgv, codexEnv, personsHome, prepareHome } from '../../src/agents/codex-start.ts';
import { codexHome, rolloutFolders } from '../../src/agents/codex-thread.ts';
import { codexAgent } from '../../src/agents/codex.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import type { RunSpec } from '../../src/model/agent.ts';
import type { CodexAgent } from '../../src/model/config.ts';
import { scriptedCommands } from '../rig/scripted-commands.ts';
import { memoryFiles } from '../rig/memory-files.ts';
import { manualClock } from '../rig/manual-clock.ts';

const spec: RunSpec = {
  story: 'weigh',
  cwd: '/lane',
  prompt: 'Weigh.',
  model: 'gpt-5.5',
  env: { PATH: '/bin', HOME: '/home/ann', OPENAI_API_KEY: 'k' },
  stateDir: '/state',
  limits: { contextTokens: 1, wallMs: 1, idleMs: 1 },
};
const argv = (more: Partial<CodexAgent> = {}): readonly string[] => codexArgv({ kind: 'codex', ...more }, spec);

test('the prompt is never an argument, and the last argument has it read from standard input', () => {
  expect(argv().join(' ')).not.toContain('Weigh.');
  expect(argv().at(-1)).toBe('-');
  expect(argv().slice(0, 5)).toEqual(['codex', 'exec', '--json', '--model', 'gpt-5.5']);
});

test("the lane's own server is a setting, with time for a person to answer", () => {
  const given = codexArgv({ kind: 'codex' }, { ...spec, mcp: ['node', 'x y.mjs', 'mcp'] });
  expect(given).toEqual(
    expect.arrayContaining([
      'mcp_servers.xpar.command="node"',
      'mcp_servers.xpar.args=["x y.mjs","mcp"]',
      expect.stringMatching(/^mcp_servers\.xpar\.tool_timeout_sec=\d+$/),
    ]),
  );
  expect(argv().join(' ')).not.toContain('mcp_servers');
});

test('lean is the default; a profile, an effort, a sandbox and a command of its own are obeyed', () => {
  expect(argv()).toContain('web_search="disabled"');
  expect(argv({ profile: 'default' })).not.toContain('web_search="disabled"');
  expect(argv({ profile: 'default' })).toContain('allow_login_shell=false');
  expect(argv({ effort: 'high' })).toContain('model_reasoning_effort="high"');
  expect(argv().join(' ')).not.toContain('model_reasoning_effort');
  expect(argv().join(' ')).toContain('--sandbox workspace-write --add-dir /state/outbox');
  expect(argv({ sandbox: 'danger-full-access' }).join(' ')).toContain('--sandbox danger-full-access');
  expect(argv({ command: ['node', 'codex.js', '-c', 'a=b'] }).slice(0, 5)).toEqual(['node', 'codex.js', '-c', 'a=b', 'exec']);
});

test('every session has a home of its own, outside the worktree', () => {
  expect(codexEnv({ ...spec, env: { ...spec.env, CODEX_HOME: '/shared' } })).toMatchObject({ CODEX_HOME: codexHome('/state') });
  expect(personsHome(spec.env)).toBe(path.join('/home/ann', '.codex'));
  expect(personsHome({ CODEX_HOME: '/elsewhere' })).toBe('/elsewhere');
});

test("the person's sign-in is led into that home and kept up to date; their settings only where the profile says so", async () => {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'xpar-codex-')));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const theirs = path.join(root, 'theirs');
  mkdirSync(theirs);
  writeFileSync(path.join(theirs, 'auth.json'), 'signed in');
  writeFileSync(path.join(theirs, 'config.toml'), 'model = "x"');
  const prepared = async (profile: 'lean' | 'default', state: string): Promise<string> => {
    const own = { ...spec, env: { CODEX_HOME: theirs }, stateDir: path.join(root, state) };
    // Twice: a killed session may have left its home.
    for (const _ of [1, 2]) await prepareHome({ kind: 'codex', profile }, own)(nodeFiles());
    return codexHome(own.stateDir);
  };
  const lean = await prepared('lean', 'a');
  writeFileSync(path.join(lean, 'auth.json'), 'renewed');
  expect(readFileSync(path.join(theirs, 'auth.json'), 'utf8')).toBe('renewed');
  expect(() => readFileSync(path.join(lean, 'config.toml'))).toThrow('ENOENT');
  expect(readFileSync(path.join(await prepared('default', 'b'), 'config.toml'), 'utf8')).toBe('model = "x"');
  await prepareHome({ kind: 'codex' }, { ...spec, env: { CODEX_HOME: '/nobody' }, stateDir: path.join(root, 'c') })(nodeFiles());
  expect(() => readFileSync(path.join(root, 'c', 'codex', 'auth.json'))).toThrow('ENOENT');
});

test('a rollout is looked for on the day its thread began, and on those beside it: folders go by local time', () => {
  const folders = rolloutFolders('/state', '01a1fcac-a458-7902-a759-c3d46e9f4c26').map((folder) => path.basename(folder));
  expect(folders).toEqual(['21', '20', '22']);
  expect(rolloutFolders('/state', 'no-uuid')).toEqual([]);
});

test('its own context is taken from config, else assumed by profile', () => {
  const ports = { commands: scriptedCommands(() => {}), files: memoryFiles(), clock: manualClock() };
  const base = (more: object) => codexAgent({ kind: 'codex', ...more }, ports).base('gpt-5.5');
  expect(base({})).toEqual({ tokens: 6_150, source: 'assumed' });
  expect(base({ profile: 'default' })).toEqual({ tokens: 8_150, source: 'assumed' });
  expect(base({ baseTokens: 900 })).toEqual({ tokens: 900, source: 'config' });
});
