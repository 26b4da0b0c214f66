import { ROLE, type Allowances } from '../model/allowance.ts';
import { besideShared } from '../model/beside-shared.ts';
import { agentCommand } from '../model/command-name.ts';
import type { Config } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { suggest } from '../model/suggest.ts';
import { configProblem, noTime, type PlaceOf } from './config-problem.ts';
import { gatesFaults } from './gate-faults.ts';
import { isInside } from './inside.ts';
import { roleFaults } from './role-config.ts';

/** What no schema can say of a config: values that contradict each other. */
export function configFaults(placeOf: PlaceOf, config: Config): readonly Problem[] {
  return [
    ...(config.base === config.integration
      ? [configProblem(placeOf, '/integration', { expected: 'another branch than base', found: config.integration })]
      : []),
    ...gatesFaults(placeOf, config.gates),
    ...Object.entries(config.models).flatMap(([name, { smartZone }]) =>
      smartZone !== undefined && smartZone.warnTokens > smartZone.hardTokens
        ? [
            configProblem(placeOf, `/models/${name}/smartZone/warn`, {
              expected: `at most hard (${smartZone.hardTokens})`,
              found: `${smartZone.warnTokens}`,
            }),
          ]
        : [],
    ),
    ...budgetFaults(placeOf, config),
    ...roleFaults(placeOf, config),
    ...(config.timeouts.idleMs > 0 ? [] : [noTime(placeOf, '/timeouts/idle')]),
    ...(config.timeouts.wallMs > 0 ? [] : [noTime(placeOf, '/timeouts/wall')]),
    ...(Number.isNaN(config.report.iterations?.from)
      ? [
          configProblem(placeOf, '/report/iterations/from', {
            expected: 'a day of the calendar',
            found: 'a day it does not have',
          }),
        ]
      : []),
    ...(['.', config.stories, config.adrs].includes(config.report.shared ?? '')
      ? [
          configProblem(placeOf, '/report/shared', {
            expected: 'a folder of its own, apart from stories and adrs',
            found: config.report.shared!,
          }),
        ]
      : []),
    ...besideShared(config).map(({ pointer, found, expected }) => configProblem(placeOf, pointer, { expected, found })),
    ...sandboxFaults(placeOf, config.sandbox),
    ...(['hotspots', 'protected'] as const).flatMap((key) => outside(placeOf, `/${key}`, config[key])),
    ...keywordFaults(placeOf, config.parallel.keywords),
  ];
}

function outside(placeOf: PlaceOf, pointer: string, globs: readonly string[]): readonly Problem[] {
  const expected = 'a path or glob inside the repository';
  return globs.flatMap((glob, index) =>
    isInside(glob) ? [] : [configProblem(placeOf, `${pointer}/${index}`, { expected, found: glob })],
  );
}

/** A word of nothing is on no card, and a file outside is none that a lane could change: no guess would ever be made of them. */
function keywordFaults(placeOf: PlaceOf, keywords: Config['parallel']['keywords']): readonly Problem[] {
  return Object.entries(keywords).flatMap(([word, globs]) => {
    const pointer = `/parallel/keywords/${escaped(word)}`;
    const empty = configProblem(placeOf, pointer, { expected: 'a word of a card', found: JSON.stringify(word) });
    return [...(word.trim() === '' ? [empty] : []), ...outside(placeOf, pointer, globs)];
  });
}

/** A key that the other sandbox has would be believed to hold. */
function sandboxFaults(placeOf: PlaceOf, sandbox: Config['sandbox']): readonly Problem[] {
  const { use } = sandbox;
  if (use === 'none' || use === 'command') return [];
  const [key, other] = use === 'bwrap' ? (['domains', 'srt'] as const) : (['readable', 'bwrap'] as const);
  if (sandbox[key].length === 0) return [];
  return [configProblem(placeOf, `/sandbox/${key}`, { expected: `a key that ${use} has; ${other} has this one`, found: key })];
}

/** A budget of nothing, and one of a role or command that nobody has, would never be seen to hold. */
function budgetFaults(placeOf: PlaceOf, { budget, agents, roles }: Config): readonly Problem[] {
  const commands = Object.values(agents).map(agentCommand);
  const none = (pointer: string): Problem => configProblem(placeOf, pointer, { expected: 'more than no tokens', found: '0' });
  const named = (key: 'perStory' | 'perRole' | 'perCommand', by: Allowances['stories']): readonly Problem[] =>
    Object.entries(by).flatMap(([name, { tokens }]) => (tokens === 0 ? [none(`/budget/${key}/${escaped(name)}`)] : []));
  return [
    ...(budget.run.tokens === 0 ? [none('/budget/overall')] : []),
    ...named('perStory', budget.stories),
    ...named('perRole', budget.roles),
    ...named('perCommand', budget.commands),
    ...unknownNames(placeOf, 'perRole', {
      given: budget.roles,
      known: roles.length === 0 ? [ROLE] : roles.map(({ name }) => name),
    }),
    ...unknownNames(placeOf, 'perCommand', { given: budget.commands, known: [...new Set(commands)] }),
  ];
}

function unknownNames(
  placeOf: PlaceOf,
  key: 'perRole' | 'perCommand',
  { given, known }: { readonly given: Allowances['roles']; readonly known: readonly string[] },
): readonly Problem[] {
  return Object.keys(given).flatMap((name) => {
    if (known.includes(name)) return [];
    const suggestion = suggest(name, known);
    const near = suggestion === undefined ? {} : { suggestion };
    const pointer = `/budget/${key}/${escaped(name)}`;
    return [configProblem(placeOf, pointer, { expected: `one of ${known.join(', ')}`, found: name, ...near })];
  });
}

/** A name as one step of a JSON pointer. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
