import { expect, test } from 'vitest';
import { keepTrusted, trustedConfigs, trustFile } from '../../src/record/trust-store.ts';
import { memoryFiles } from '../rig/memory-files.ts';

test.each([
  ['linux', { HOME: '/home/p' }, '/home/p/.local/state/xpar/trusted-configs.json'],
  ['linux', { HOME: '/home/p', XDG_STATE_HOME: '/state' }, '/state/xpar/trusted-configs.json'],
  ['darwin', { HOME: '/Users/p', XDG_STATE_HOME: 'relative' }, '/Users/p/.local/state/xpar/trusted-configs.json'],
  ['win32', { LOCALAPPDATA: 'C:\\Users\\p\\AppData\\Local' }, 'C:\\Users\\p\\AppData\\Local\\xpar\\trusted-configs.json'],
  ['win32', { USERPROFILE: 'C:\\Users\\p' }, 'C:\\Users\\p\\AppData\\Local\\xpar\\trusted-configs.json'],
  ['linux', { HOME: '' }, undefined],
  ['linux', {}, undefined],
])('on %s with %o the word is kept in the person\u2019s folder for state', (platform, env, file) => {
  expect(trustFile(env, platform)).toBe(file);
});

test('what goes beyond an earlier word takes its place; any other stands beside it', async () => {
  const files = memoryFiles();
  const configs = [{ a: '1' }, { a: '2' }, { a: '1', b: '1' }];
  for (const config of configs) await keepTrusted(files, '/state/x.json', config);
  expect(await trustedConfigs(files, '/state/x.json')).toEqual([{ a: '1', b: '1' }, { a: '2' }]);
});

test.each(['', 'null', '{"configs":3}', '{"configs":[null,{"a":1}]}', 'half'])(
  '%j says that nothing is trusted',
  async (text) => {
    expect(await trustedConfigs(memoryFiles({ '/x.json': text }), '/x.json')).toEqual([]);
  },
);
