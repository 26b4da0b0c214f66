import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

function asModule(text: string): void {
  rmSync(path.join(workshop.repository, 'xpar.config.json'));
  workshop.write('xpar.config.ts', text);
}

describe('a config is refused before anything is started', () => {
  test('when a key is mistyped, with what was meant', async () => {
    workshop.configure({ paralell: { jobs: 2 } });
    expect(await workshop.xpar('build')).toMatchObject({
      code: 2,
      stdout: '',
      refusals: ['config-invalid'],
      stderr: expect.stringMatching(/xpar\.config\.json:\d+:3 error[^]*paralell[^]*did you mean parallel\?/),
    });
    expect(workshop.exists('.xpar')).toBe(false);
  });

  test('when a value is of the wrong kind, with its place in the config', async () => {
    workshop.configure({ parallel: { jobs: 'many' } });
    expect(await workshop.xpar('plan')).toMatchObject({
      code: 2,
      stdout: '',
      refusals: ['config-invalid'],
      stderr: expect.stringMatching(/parallel\.jobs[^]*found:    /),
    });
  });

  test('when a command is a shell string', async () => {
    workshop.configure({ gates: [{ name: 'checks', command: 'node check.mjs' }] });
    expect(await workshop.xpar('build')).toMatchObject({
      code: 2,
      stdout: '',
      refusals: ['config-invalid'],
      stderr: expect.stringMatching(/gates[^]*command/),
    });
  });

  test.for([
    ['throws', "throw new Error('not today');\n", /xpar\.config\.ts[^]*not today/],
    ['ends the process', "import process from 'node:process';\nprocess.exit(0);\n", /xpar\.config\.ts[^]*it calls process\.exit/],
  ] as const)('when it %s', async ([, text, stderr]) => {
    asModule(text);
    expect(await workshop.xpar('build')).toMatchObject({
      code: 2,
      stdout: '',
      refusals: ['config-failed'],
      stderr: expect.stringMatching(stderr),
    });
  });

  test('when it is no JSON', async () => {
    workshop.write('xpar.config.json', '{ "base": "main", }\n');
    expect(await workshop.xpar('build')).toMatchObject({
      code: 2,
      stdout: '',
      refusals: ['config-failed'],
      stderr: expect.stringMatching(/xpar\.config\.json:1:19 error/),
    });
  });

  test('when there are two', async () => {
    workshop.write('xpar.config.mjs', 'export default {};\n');
    expect(await workshop.xpar('build')).toMatchObject({
      code: 2,
      stdout: '',
      refusals: ['many-configs'],
      stderr: expect.stringMatching(/xpar\.config\.mjs[^]*xpar\.config\.json/),
    });
  });
});

test('a TypeScript config with the helpers says what JSON says', async () => {
  const { agents, gates } = JSON.parse(workshop.read('xpar.config.json')) as {
    agents: { default: { command: string[]; env: string[] } };
    gates: unknown;
  };
  const { command, env } = agents.default;
  asModule(
    `import { command, defineConfig } from 'xpar';

export default defineConfig({
  agents: { default: command(${JSON.stringify({ command, env })}) },
  gates: ${JSON.stringify(gates)},
});
`,
  );
  workshop.plays(GOOD);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
});
