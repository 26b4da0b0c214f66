import { stripVTControlCharacters } from 'node:util';

/** How only the tests that failed are run again, for the runner behind a gate. */
export interface Narrow {
  /** What failed, as `command` takes it, from all that the runner said. Empty where it cannot be told. */
  failing(output: string): readonly string[];
  /** Names of tests stand for themselves; files, and packages of Go by their import path, have to be there. */
  readonly are: 'files' | 'names' | 'packages';
  command(tests: readonly string[]): readonly string[];
}

interface Runner {
  readonly name: RegExp;
  /** Each match's first group is one test file, package or name. */
  readonly failing: readonly RegExp[];
  readonly are: Narrow['are'];
  /** Does what follows its name leave the choice of tests to it? What names its tests already would run those too. */
  takes(rest: readonly string[]): boolean;
  command(command: readonly string[], tests: readonly string[]): readonly string[];
}

const CODE_FILE = String.raw`[^\s:>|]+\.(?:[cm]?[jt]sx?)`;
const append = (command: readonly string[], tests: readonly string[]): readonly string[] => [...command, ...tests];

const isBare = (rest: readonly string[]): boolean =>
  rest.every((word) => word.startsWith('-') || word === 'run' || word === '{report}');
const isTest = ([verb]: readonly string[]): boolean => verb === 'test';

const VITEST: Runner = {
  name: /^vitest$/,
  failing: [new RegExp(String.raw`^[^\S\n]*(?:FAIL|❯)[^\S\n]+(?:\|[^|\n]*\|[^\S\n]+)?(${CODE_FILE})(?=\s|$)`, 'gm')],
  are: 'files',
  takes: isBare,
  command: append,
};
const JEST: Runner = {
  ...VITEST,
  name: /^jest$/,
  failing: [new RegExp(String.raw`^FAIL[^\S\n]+(?:\S+[^\S\n]+)?(${CODE_FILE})(?=\s|$)`, 'gm')],
};
const NODE_TEST: Runner = {
  name: /^node$/,
  failing: [
    new RegExp(String.raw`^[^\S\n]*test at (${CODE_FILE}):\d+:\d+[^\S\n]*$`, 'gm'),
    new RegExp(String.raw`^[^\S\n]*location: '(${CODE_FILE}):\d+:\d+'[^\S\n]*$`, 'gm'),
  ],
  are: 'files',
  takes: (rest) => rest.includes('--test') && isBare(rest),
  command: append,
};
const PYTEST: Runner = {
  name: /^(?:pytest|py\.test)$/,
  failing: [/^(?:FAILED|ERROR) ([^\s:]+\.py)(?=::|\s|$)/gm],
  are: 'files',
  takes: isBare,
  command: append,
};
const GO: Runner = {
  name: /^go$/,
  failing: [/^FAIL[^\S\n]+(\S+)[^\S\n]+(?:[\d.]+s|\[build failed\])/gm],
  are: 'packages',
  takes: isTest,
  command: (command, packages) =>
    command.includes('./...') ? command.flatMap((word) => (word === './...' ? packages : [word])) : [...command, ...packages],
};
const CARGO: Runner = {
  name: /^cargo$/,
  failing: [/^test (\S+) \.\.\. FAILED$/gm],
  are: 'names',
  takes: isTest,
  command: (command, tests) => (command.includes('--') ? [...command, ...tests] : [...command, '--', '--exact', ...tests]),
};
const RUNNERS = [VITEST, JEST, NODE_TEST, PYTEST, GO, CARGO];

/** Words before the runner that only start it. */
const STARTERS = /^(?:npx|bunx|exec|run|uv|poetry|pnpm|yarn|python3?|-m|--yes|-y|--no-install|--)$/;
/** A script that does one thing, and picks its tests itself. */
const ONE_COMMAND = /^[\w@./:= -]+$/;

/**
 * How the gate's failing tests are run alone. `rerun` is what the config says, with `{tests}` for their files; otherwise the
 * runner is known by the gate's command, or by the `test` script of a package that the command starts. Undefined where it is
 * neither: then only the whole gate can be run again.
 */
export function narrowOf(
  gate: { readonly command: readonly string[]; readonly rerun?: readonly string[] },
  testScript?: string,
): Narrow | undefined {
  const { command, rerun } = gate;
  if (rerun !== undefined) {
    const failing = RUNNERS.filter(({ are }) => are === 'files').flatMap((runner) => runner.failing);
    return narrow({ failing, are: 'files' }, (tests) => rerun.flatMap((word) => (word === '{tests}' ? tests : [word])));
  }
  const script = scriptCommand(command, testScript);
  const runner = runnerOf(script?.words ?? command);
  return (
    runner &&
    narrow(runner, (tests) => (script === undefined ? runner.command(command, tests) : [...command, ...script.between, ...tests]))
  );
}

function narrow({ failing, are }: Pick<Runner, 'failing' | 'are'>, command: Narrow['command']): Narrow {
  return {
    failing: (output) => [
      ...new Set(failing.flatMap((pattern) => [...stripVTControlCharacters(output).matchAll(pattern)].map(([, test]) => test!))),
    ],
    are,
    command,
  };
}

function runnerOf(words: readonly string[]): Runner | undefined {
  const at = words.findIndex((word) => !STARTERS.test(word));
  const name = (words[at] ?? '').replace(/^.*[\\/]/, '').replace(/\.(?:cmd|exe)$/, '');
  const rest = words.slice(at + 1);
  return RUNNERS.find((one) => one.name.test(name) && one.takes(rest));
}

/** `npm test` and its like: the script's words, and what stands between the command and what is added to it. */
function scriptCommand(
  command: readonly string[],
  testScript: string | undefined,
): { readonly words: readonly string[]; readonly between: readonly string[] } | undefined {
  if (testScript === undefined || !ONE_COMMAND.test(testScript)) return undefined;
  const isNpm = /^(?:npm (?:test|t|run test)|npm run-script test)$/.test(command.join(' '));
  if (!isNpm && !/^(?:pnpm|yarn|bun) (?:run )?test$/.test(command.join(' '))) return undefined;
  return { words: testScript.trim().split(/ +/), between: isNpm ? ['--'] : [] };
}
