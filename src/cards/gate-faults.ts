import type { GateConfig } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { suggest } from '../model/suggest.ts';
import { configProblem, noTime, type PlaceOf } from './config-problem.ts';

/** Placeholders that become as many arguments as there are files: inside a longer word, or in a shell's text, they would stand for nothing. */
const LISTS = ['{files}', '{tests}'];
/** Reports that a runner may print, where its command names no file for them. */
const PRINTED = ['tap', 'go'];

/** What no schema can say of gates: contradictions within one, and between several. */
export function gatesFaults(placeOf: PlaceOf, gates: readonly GateConfig[]): readonly Problem[] {
  const names = gates.map(({ name }) => name);
  return gates.flatMap((gate, index) => {
    const pointer = `/gates/${index}`;
    const isTwin = names.indexOf(gate.name) !== index;
    return [
      ...(gate.timeoutMs > 0 ? [] : [noTime(placeOf, `${pointer}/timeout`)]),
      ...(isTwin ? [configProblem(placeOf, `${pointer}/name`, { expected: 'a name no other gate has', found: gate.name })] : []),
      ...gate.command.flatMap((word, at) => wordFaults(placeOf, word, `${pointer}/command/${at}`)),
      ...reportFaults(placeOf, gate, pointer),
      ...afterFaults(placeOf, { gate, gates, pointer }),
    ];
  });
}

function wordFaults(placeOf: PlaceOf, word: string, pointer: string): readonly Problem[] {
  const list = LISTS.find((one) => word !== one && word.includes(one));
  return list === undefined
    ? []
    : [configProblem(placeOf, pointer, { expected: `${list} as an argument of its own`, found: word })];
}

function reportFaults(placeOf: PlaceOf, gate: GateConfig, pointer: string): readonly Problem[] {
  const { report, minTests } = gate;
  const isNamed = gate.command.some((argument) => argument.includes('{report}'));
  if (report === undefined && minTests !== undefined)
    return [
      configProblem(placeOf, `${pointer}/report`, {
        expected: 'a report to count the tests in',
        found: 'nothing, with minTests',
      }),
    ];
  if (minTests !== undefined && gate.command.includes('{tests}'))
    return [
      configProblem(placeOf, `${pointer}/minTests`, {
        expected: 'a gate of all tests: how many load a change is known of none before',
        found: `${minTests}, with {tests}`,
      }),
    ];
  if (report === undefined && isNamed)
    return [
      configProblem(placeOf, `${pointer}/report`, {
        expected: 'junit, tap, vitest, jest or go',
        found: 'nothing, with {report} in the command',
      }),
    ];
  if (report === undefined || isNamed || PRINTED.includes(report)) return [];
  return [
    configProblem(placeOf, `${pointer}/command`, {
      expected: `{report} in an argument, for the ${report} report`,
      found: gate.command.join(' '),
    }),
  ];
}

/** What waits for a gate that comes later, or for itself by way of others, would never run. A ring is told at its first. */
function afterFaults(
  placeOf: PlaceOf,
  { gate, gates, pointer }: { readonly gate: GateConfig; readonly gates: readonly GateConfig[]; readonly pointer: string },
): readonly Problem[] {
  const others = gates.filter(({ name, rung }) => name !== gate.name && rung === gate.rung).map(({ name }) => name);
  const isRing = gates.find((one) => isBehind(one.name, one, gates)) === gate;
  return (gate.after ?? []).flatMap((name, at) => {
    const place = `${pointer}/after/${at}`;
    if (!others.includes(name)) {
      const suggestion = suggest(name, others);
      const expected = others.length === 0 ? 'nothing: no other gate is on its rung' : `one of ${others.join(', ')}`;
      return [configProblem(placeOf, place, { expected, found: name, ...(suggestion === undefined ? {} : { suggestion }) })];
    }
    return isRing ? [configProblem(placeOf, place, { expected: 'gates that do not wait for this one', found: name })] : [];
  });
}

function isBehind(name: string, gate: GateConfig, gates: readonly GateConfig[], seen: ReadonlySet<string> = new Set()): boolean {
  return (gate.after ?? []).some((before) => {
    if (before === name) return true;
    const next = gates.find((one) => one.name === before);
    return next !== undefined && !seen.has(before) && isBehind(name, next, gates, new Set([...seen, before]));
  });
}
