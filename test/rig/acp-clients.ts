import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { patches, writes } from './real-build.ts';
import type { Turn } from './scripted-model.ts';

/** One of the adapters that bring a real agent to the Agent Client Protocol, and how it is led to the scripted model. */
export interface AcpClient {
  readonly name: string;
  /** Its program; undefined where it could not be had. */
  readonly program: string | undefined;
  readonly model: string;
  /** Its environment; what else it needs is written into `home`. */
  settle(home: string, url: string): Readonly<Record<string, string>>;
  /** A turn each: reads `add.mjs`, mends it, runs `ls`. */
  readonly read: Turn;
  readonly edit: Turn;
  readonly list: Turn;
  /** Makes the files of the example's story. */
  plays(story: string): readonly Turn[];
}

const tool = (name: string, input: Readonly<Record<string, unknown>>): Turn => ({ blocks: [{ tool: name, input }] });

const PATCH = `*** Begin Patch
*** Update File: add.mjs
@@
-export const add = (a, b) => a - b;
+export const add = (a, b) => a + b;
*** End Patch
`;

export const ACP_CLIENTS: readonly AcpClient[] = [
  {
    name: 'Claude Code',
    program: process.env['XPAR_TEST_CLAUDE_ACP'],
    model: 'claude-sonnet-4-6',
    settle: (_home, url) => ({
      ANTHROPIC_API_KEY: 'scripted-key',
      ANTHROPIC_BASE_URL: url,
      CLAUDE_CODE_MAX_RETRIES: '1',
    }),
    read: tool('Read', { file_path: '@CWD@/add.mjs' }),
    edit: tool('Edit', { file_path: '@CWD@/add.mjs', old_string: 'a - b', new_string: 'a + b' }),
    list: tool('Bash', { command: 'ls' }),
    plays: writes,
  },
  {
    name: 'Codex',
    program: process.env['XPAR_TEST_CODEX_ACP'],
    model: 'gpt-5.5',
    settle(home, url) {
      const settings = [
        'model = "gpt-5.5"',
        'model_provider = "scripted"',
        'check_for_update_on_startup = false',
        '[analytics]',
        'enabled = false',
        '[model_providers.scripted]',
        'name = "scripted"',
        `base_url = "${url}/v1"`,
        'env_key = "OPENAI_API_KEY"',
        'wire_api = "responses"',
        'request_max_retries = 1',
        'stream_max_retries = 1',
      ];
      mkdirSync(path.join(home, '.codex'), { recursive: true });
      writeFileSync(path.join(home, '.codex/config.toml'), `${settings.join('\n')}\n`);
      return { OPENAI_API_KEY: 'scripted-key' };
    },
    read: tool('exec_command', { cmd: 'cat add.mjs' }),
    edit: { blocks: [{ custom: 'apply_patch', input: PATCH }] },
    list: tool('exec_command', { cmd: 'ls' }),
    plays: patches,
  },
];
