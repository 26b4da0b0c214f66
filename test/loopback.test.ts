import { expect, test } from 'vitest';
import { loopbackOnly } from '../scripts/loopback.ts';

test('a way that is not there, that is refused, or that proves nothing, is none, and each is told with what it said', async () => {
  const net = await loopbackOnly([['no-such-unshare'], ['sh', '-c', 'echo not permitted >&2; exit 1', 'sh'], ['true']]);
  expect(net).toEqual({
    trouble: expect.stringMatching(/^no-such-unshare: .+; sh: not permitted; true: more than the loopback is reached$/),
  });
});
