import type { Config, GateConfig } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { configProblem } from './config-problem.ts';
import { isInside } from './inside.ts';

/** What no schema can say of a config: values that contradict each other. */
export function configFaults(file: string, config: Config): readonly Problem[] {
  const names = config.gates.map(({ name }) => name);
  return [
    ...(config.base === config.integration
      ? [configProblem(file, '/integration', { expected: 'another branch than base', found: config.integration })]
      : []),
    ...config.gates.flatMap((gate, index) => gateFaults(file, gate, { index, twin: names.indexOf(gate.name) !== index })),
    ...Object.entries(config.models).flatMap(([name, { smartZone }]) =>
      smartZone !== undefined && smartZone.warnTokens > smartZone.hardTokens
        ? [
            configProblem(file, `/models/${name}/smartZone/warn`, {
              expected: `at most hard (${smartZone.hardTokens})`,
              found: `${smartZone.warnTokens}`,
            }),
          ]
        : [],
    ),
    ...(config.timeouts.idleMs > 0 ? [] : [noTime(file, '/timeouts/idle')]),
    ...(config.timeouts.wallMs > 0 ? [] : [noTime(file, '/timeouts/wall')]),
    ...config.protected.flatMap((glob, index) =>
      isInside(glob)
        ? []
        : [configProblem(file, `/protected/${index}`, { expected: 'a path or glob inside the repository', found: glob })],
    ),
  ];
}

function gateFaults(file: string, gate: GateConfig, at: { readonly index: number; readonly twin: boolean }): readonly Problem[] {
  const pointer = `/gates/${at.index}`;
  const named = gate.command.some((argument) => argument.includes('{report}'));
  return [
    ...(gate.timeoutMs > 0 ? [] : [noTime(file, `${pointer}/timeout`)]),
    ...(at.twin ? [configProblem(file, `${pointer}/name`, { expected: 'a name no other gate has', found: gate.name })] : []),
    ...(gate.report !== undefined && !named
      ? [
          configProblem(file, `${pointer}/command`, {
            expected: `{report} in an argument, for the ${gate.report} report`,
            found: gate.command.join(' '),
          }),
        ]
      : []),
    ...(gate.report === undefined && named
      ? [configProblem(file, `${pointer}/report`, { expected: 'junit or tap', found: 'nothing, with {report} in the command' })]
      : []),
  ];
}

function noTime(file: string, pointer: string): Problem {
  return configProblem(file, pointer, { expected: 'more than no time', found: '0' });
}
