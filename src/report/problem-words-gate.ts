import type { GateProblem } from '../model/gate-problem.ts';
import { countText } from './amounts.ts';
import { counted, listed, type Words, type WordsFor } from './problem-words.ts';
import { costText } from './wave-text.ts';

/** Words for gates that were not green. What a program printed last stands under `found`, line by line. */
export const GATE_WORDS: WordsFor<GateProblem> = {
  'gate-red': ({ story, gate, exit, tail, log }) => ({
    what: `${story} is red at gate ${gate} (${exit})`,
    expected: 'exit code 0',
    found: tail,
    hint: `log: ${log}`,
  }),
  'no-tests-ran': ({ story, gate, log, why }) => ({
    what: why === undefined ? `gate ${gate} ran no tests for ${story}` : `gate ${gate} left no report of its tests for ${story}`,
    expected: 'at least one test in its report',
    found: why ?? 'none',
    hint: why === undefined ? `log: ${log}` : `\`{report}\` in its command is where the report goes; log: ${log}`,
  }),
  'too-few-tests': ({ story, gate, tests, least, log }) => ({
    what: `gate ${gate} ran fewer tests for ${story} than it has to`,
    expected: `at least ${least}`,
    found: `${tests}`,
    hint: `log: ${log}; \`minTests\` of the gate says how many there are`,
  }),
  'tests-gone': ({ story, gate, gone, count, known, log }) => ({
    what: `with ${story}, gate ${gate} does not run ${countText(count, 'test', 'tests')} that ran before`,
    expected: `the ${counted(known)} that ran on what it stands on`,
    found: `gone: ${listed(gone)}${count > gone.length ? `, and ${counted(count - gone.length)} more` : ''}`,
    hint: `where they are to go, \`files\` of the card has to name their files; what locks an ADR in stays; log: ${log}`,
  }),
  'suite-red': suiteRed,
  'suite-flaky': ({ story, gate, tail, log }) => ({
    what: `gate ${gate} is flaky: red, and then green on the same tree; ${story} stays out, as configured`,
    expected: 'the same verdict twice',
    found: tail,
    hint: `mend the test, or accept flakes with \`integrate: { flaky: 'accept' }\`; log: ${log}`,
  }),
  'base-red': ({ gate, tail, log }) => ({
    what: `gate ${gate} is red on the base, before any story`,
    expected: 'exit code 0',
    found: tail,
    hint: `log: ${log}`,
  }),
};

/** All that is known of it on one screen: what failed, what that locks in, whom it speaks against, and what came of the others. */
function suiteRed({ story, gate, tail, log, suspects, locks, wave, dependents = [] }: Problem): Words {
  const again = wave === undefined ? '' : ', again on the same tree, and green without it';
  return {
    what: `with ${story} merged, gate ${gate} is red${again}`,
    expected: 'exit code 0',
    found: tail,
    more: [
      ...rows(
        'locks',
        locks.map(({ adr, title, test }) => `${adr} "${title}", by ${test}`),
      ),
      ...rows(
        'suspects',
        suspects.map(({ story: id, paths, because }) => `${id}  ${listed(because ?? paths)}`),
      ),
      ...rows('left out', [leftOut(story, wave, dependents)]),
      ...rows('cost', wave === undefined ? [] : [costText(wave)]),
    ],
    hint: `log: ${log}`,
  };
}

function leftOut(story: string, wave: Problem['wave'], dependents: readonly string[]): string {
  const isOne = wave === undefined || wave.stories === 1;
  return [
    isOne ? story : `${story}, the first red of ${wave.stories}, at place ${wave.place}`,
    ...(dependents.length === 0 ? [] : [`with it what depends on it: ${dependents.join(', ')}`]),
    ...(isOne ? [] : [`${wave.landed} landed`]),
  ].join('; ');
}

type Problem = Extract<GateProblem, { reason: 'suite-red' }>;

function rows(label: string, lines: readonly string[]): readonly (readonly [string, string])[] {
  return lines.map((line, at) => [at === 0 ? label : '', line] as const);
}
