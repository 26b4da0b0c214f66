import { expect, test } from 'vitest';
import { environmentFor, QUIET_GIT } from '../../src/run/environment.ts';

const PERSON = {
  PATH: '/bin',
  HOME: '/home/me',
  AWS_SECRET: 'x',
  GIT_DIR: '/elsewhere',
  NODE_OPTIONS: '--inspect',
  LEGACY_TOKEN: 't',
};

test('a program is given what it needs to find itself, and nothing it was not promised', () => {
  expect(environmentFor(PERSON, [])).toEqual({ PATH: '/bin', HOME: '/home/me' });
});

test('what is asked for by name is passed on, what the person does not have is left out', () => {
  expect(environmentFor(PERSON, ['LEGACY_TOKEN', 'NOT_SET'])).toEqual({ PATH: '/bin', HOME: '/home/me', LEGACY_TOKEN: 't' });
});

test('what xpar adds wins over what the person has', () => {
  expect(environmentFor(PERSON, ['LEGACY_TOKEN'], { LEGACY_TOKEN: 'ours', ...QUIET_GIT })).toMatchObject({
    LEGACY_TOKEN: 'ours',
    GIT_EDITOR: 'true',
  });
});

test('git in the hands of others is told exactly as many settings as it is given', () => {
  const count = Number(QUIET_GIT['GIT_CONFIG_COUNT']);
  const given = Array.from({ length: count }, (_, index) => [
    QUIET_GIT[`GIT_CONFIG_KEY_${index}`],
    QUIET_GIT[`GIT_CONFIG_VALUE_${index}`],
  ]);
  expect(given.flat()).not.toContain(undefined);
  expect(QUIET_GIT).not.toHaveProperty(`GIT_CONFIG_KEY_${count}`);
});
