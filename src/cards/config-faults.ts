import type { Config, GateConfig } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { configProblem, type PlaceOf } from './config-problem.ts';
import { isInside } from './inside.ts';

/** What no schema can say of a config: values that contradict each other. */
export function configFaults(placeOf: PlaceOf, config: Config): readonly Problem[] {
  const names = config.gates.map(({ name }) => name);
  return [
    ...(config.base === config.integration
      ? [configProblem(placeOf, '/integration', { expected: 'another branch than base', found: config.integration })]
      : []),
    ...config.gates.flatMap((gate, index) => gateFaults(placeOf, gate, { index, twin: names.indexOf(gate.name) !== index })),
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
    ...(config.timeouts.idleMs > 0 ? [] : [noTime(placeOf, '/timeouts/idle')]),
    ...(config.timeouts.wallMs > 0 ? [] : [noTime(placeOf, '/timeouts/wall')]),
    ...config.protected.flatMap((glob, index) =>
      isInside(glob)
        ? []
        : [configProblem(placeOf, `/protected/${index}`, { expected: 'a path or glob inside the repository', found: glob })],
    ),
  ];
}

/** `{files}` becomes as many arguments as there are files: inside a longer word, or in a shell's text, it would stand for nothing. */
function wordFaults(placeOf: PlaceOf, word: string, pointer: string): readonly Problem[] {
  if (word === '{files}' || !word.includes('{files}')) return [];
  return [configProblem(placeOf, pointer, { expected: '{files} as an argument of its own', found: word })];
}

function gateFaults(
  placeOf: PlaceOf,
  gate: GateConfig,
  at: { readonly index: number; readonly twin: boolean },
): readonly Problem[] {
  const pointer = `/gates/${at.index}`;
  const named = gate.command.some((argument) => argument.includes('{report}'));
  return [
    ...(gate.timeoutMs > 0 ? [] : [noTime(placeOf, `${pointer}/timeout`)]),
    ...(at.twin ? [configProblem(placeOf, `${pointer}/name`, { expected: 'a name no other gate has', found: gate.name })] : []),
    ...gate.command.flatMap((word, index) => wordFaults(placeOf, word, `${pointer}/command/${index}`)),
    ...(gate.report !== undefined && !named
      ? [
          configProblem(placeOf, `${pointer}/command`, {
            expected: `{report} in an argument, for the ${gate.report} report`,
            found: gate.command.join(' '),
          }),
        ]
      : []),
    ...(gate.report === undefined && named
      ? [
          configProblem(placeOf, `${pointer}/report`, {
            expected: 'junit or tap',
            found: 'nothing, with {report} in the command',
          }),
        ]
      : []),
  ];
}

function noTime(placeOf: PlaceOf, pointer: string): Problem {
  return configProblem(placeOf, pointer, { expected: 'more than no time', found: '0' });
}
