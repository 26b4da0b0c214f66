import path from 'node:path';
import type { Workshop } from './workshop.ts';

const FAKE = path.join(import.meta.dirname, 'fake-acp-agent.mjs');

/** What a good agent does of the story `add`, as steps of the fake agent. */
export const ADD_WORK: readonly object[] = [
  { write: { path: 'src/add.mjs', content: 'export const add = (a, b) => a + b;\n' } },
  {
    write: {
      path: 'checks/add.mjs',
      content:
        "import { add } from '../src/add.mjs';\n\nexport const check = (test) => {\n  test('two and three are five', () => {\n    if (add(2, 3) !== 5) throw new Error('no');\n  });\n};\n",
    },
  },
  { say: 'Done.' },
];

/** The step in which the fake agent asks whether it may run a command. */
export function asks(command: string): object {
  return { ask: { kind: 'execute', title: 'shell', rawInput: { command } } };
}

/** Configures an agent that asks for these commands (or does these steps) and then does `add`; gives the environment of its builds. */
export function askingAgent(
  workshop: Pick<Workshop, 'configure'>,
  script: readonly (string | object)[],
  config: object = {},
): Readonly<Record<string, string>> {
  const agents = { default: { kind: 'acp', command: [process.execPath, FAKE], env: ['FAKE_ACP_SCRIPT'] } };
  workshop.configure({ agents, ...config });
  const steps = script.map((step) => (typeof step === 'string' ? asks(step) : step));
  return { FAKE_ACP_SCRIPT: JSON.stringify([...steps, ...ADD_WORK]) };
}
