import { idles, writes, type Play } from './plays.ts';

/** The module of an abacus story, and its check: `add` with the body of a function and what must hold of it. */
function part(name: string, code: string, fact: string): Play {
  return writes({
    [`src/${name}.mjs`]: code,
    [`checks/${name}.mjs`]: `import { ${name} } from '../src/${name}.mjs';\n\nexport default function ${name}Works() {\n  if (!(${fact})) throw new Error('${name} does not work');\n}\n`,
  });
}

/** How a good agent does the stories of test/fixtures/e2e/abacus. */
export const GOOD = {
  add: part('add', 'export const add = (a, b) => a + b;\n', 'add(2, 3) === 5'),
  double: part('double', 'export const double = (a) => a * 2;\n', 'double(4) === 8'),
  sum: part('sum', "import { add } from './add.mjs';\n\nexport const sum = (list) => list.reduce(add, 0);\n", 'sum([1, 2, 3]) === 6'),
} as const satisfies Record<string, Play>;

/** How a bad one does `add`: its check is red. */
export const BAD_ADD: Play = part('add', 'export const add = (a, b) => a - b;\n', 'add(2, 3) === 5');

/** As `GOOD`, but nobody notices that anything was asked. */
export const LAZY: Play = idles;
