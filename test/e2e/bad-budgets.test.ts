import { expect, test } from 'vitest';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

test.for([
  [['--budget', '-1'], 'expected a token count such as 500k'],
  [['--budget', '1e309'], 'expected a token count such as 500k'],
  [['--budget', '12kk'], 'expected a token count such as 500k'],
  [['--budget', '0'], 'expected a token count such as 500k'],
  [['--usd', '-1'], 'expected an amount of USD such as 20 or 1.50'],
  [['--usd', 'NaN'], 'expected an amount of USD such as 20 or 1.50'],
  [['--story-budget', 'add'], 'expected a story and a token count such as login=20k'],
  [['--story-budget', 'add=-1'], 'expected a story and a token count such as login=20k'],
  [['--story-budget', 'add=1k', '--story-budget', 'add=2k'], 'add has a budget already'],
  [['--on-exceed', 'halt'], 'Allowed choices are warn, pause, stop'],
  [['--story-budget', 'dubble=20k'], 'did you mean double?'],
] as const)('%j is refused, and nothing is started', async ([args, words]) => {
  for (const verb of ['build', 'plan']) {
    expect(await workshop.xpar(verb, ...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(words) });
  }
  expect(workshop.exists('.xpar')).toBe(false);
});

test.for([
  [{ overall: '12kk' }, /xpar\.config\.json:\d+:\d+ error[^]*budget\.overall[^]*a token count/],
  [{ overall: -1 }, /budget\.overall/],
  [{ usd: -2 }, /budget\.usd[^]*an amount of USD above 0/],
  [{ perStory: { dubble: '9k' } }, /budget\.perStory\.dubble[^]*did you mean double\?/],
  [{ perRole: { implementor: '9k' } }, /budget\.perRole\.implementor[^]*did you mean implementer\?/],
  [{ perCommand: { nod: '9k' } }, /budget\.perCommand\.nod[^]*did you mean node\?/],
] as const)('%j in the config is refused, and nothing is started', async ([budget, words]) => {
  workshop.configure({ budget });
  expect(await workshop.xpar('build')).toMatchObject({
    code: 2,
    stdout: '',
    refusals: ['config-invalid'],
    stderr: expect.stringMatching(words),
  });
  expect(workshop.exists('.xpar')).toBe(false);
});
