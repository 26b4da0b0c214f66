import { writes, type Play } from './plays.ts';

/** A module and its check, written by an agent: the check demands `facts`, by title. */
export function part(name: string, code: string, facts: Readonly<Record<string, string>>): Play {
  return writes({ [`src/${name}.mjs`]: code, [`checks/${name}.mjs`]: checkOf(name, facts) });
}

function checkOf(name: string, facts: Readonly<Record<string, string>>): string {
  const tests = Object.entries(facts).map(
    ([title, fact]) => `  test('${title}', () => {\n    if (!(${fact})) throw new Error('${fact} does not hold');\n  });\n`,
  );
  return `import { ${name} } from '../src/${name}.mjs';\n\nexport const check = (test) => {\n${tests.join('')}};\n`;
}

const FIVE = { 'two and three are five': 'add(2, 3) === 5' };

/** How a good agent does the stories of test/fixtures/e2e/abacus. */
export const GOOD = {
  add: part('add', 'export const add = (a, b) => a + b;\n', FIVE),
  double: part('double', 'export const double = (a) => a * 2;\n', { 'four becomes eight': 'double(4) === 8' }),
  sum: part('sum', "import { add } from './add.mjs';\n\nexport const sum = (list) => list.reduce((a, b) => add(a, b), 0);\n", {
    'one, two and three are six': 'sum([1, 2, 3]) === 6',
  }),
} as const satisfies Record<string, Play>;

/** How a bad one does `add`: its own check is red. */
export const BAD_ADD: Play = part('add', 'export const add = (a, b) => a - b;\n', FIVE);
