import { expect, test } from 'vitest';
import { readConfig } from '../../src/cards/read-config.ts';

const FILE = 'xpar.config.ts';

test.each([
  ['none', { use: 'none' }],
  ['srt', { use: 'srt', writable: [], readable: [], hidden: [], domains: [] }],
  [['firejail', '--quiet'], { use: 'command', command: ['firejail', '--quiet'] }],
])('a sandbox written as %j', (written, sandbox) => {
  expect(readConfig(FILE, { sandbox: written })).toMatchObject({ config: { sandbox }, problems: [] });
});

test.each([
  [[], 'sandbox'],
  [{ writable: [] }, 'sandbox.use'],
  [{ use: 'bwrap', writable: ['relative'] }, 'sandbox.writable[0]'],
  [{ use: 'srt', readable: ['/x'] }, 'sandbox.readable'],
  [{ use: 'bwrap', domains: ['x.org'] }, 'sandbox.domains'],
])('a sandbox written as %j is refused at its key', (written, path) => {
  const { problems } = readConfig(FILE, { sandbox: written });
  expect(problems).toEqual([expect.objectContaining({ reason: 'config-invalid', path })]);
});
