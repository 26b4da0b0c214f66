import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../src/model/problem.ts';
import { githubText } from '../../src/report/github-text.ts';
import { problemSamples } from './problem-samples.ts';

test('a finding points at its place, with its rule as the title', () => {
  const finding: Finding = {
    severity: 'note',
    problem: { reason: 'yaml-tab', place: { file: 'stories/a,b:c.md', line: 3, column: 7 } },
  };
  expect(githubText(finding)).toMatch(/^::notice file=stories\/a%2Cb%3Ac\.md,line=3,col=7,title=yaml-tab::\S/);
});

test('without a place it points nowhere', () => {
  expect(githubText({ severity: 'error', problem: { reason: 'no-gates' } })).toMatch(/^::error title=no-gates::/);
});

/** How a runner reads a command: everything from the second `::` to the end of the line is its text. */
const COMMAND = /^::(error|warning|notice) ((?:[a-z]+=[^,:\r\n]*)(?:,[a-z]+=[^,:\r\n]*)*)::([^\r\n]*)$/;

test('nothing a problem holds can start another command, add a property or end the line', () => {
  const hostile = fc
    .array(fc.oneof(fc.string(), fc.constantFrom('\n::add-mask::x', '\r\n', '::', ',line=1', '%0A::error::', '%', ':')))
    .map((parts) => parts.join(''));
  fc.assert(
    fc.property(hostile, (text) => {
      for (const problem of Object.values(problemSamples(text))) {
        const [, , properties] = COMMAND.exec(githubText({ severity: 'error', problem })) ?? [];
        const names = properties?.split(',').map((one) => one.split('=')[0]);
        expect(names).toEqual(names?.filter((name) => ['file', 'line', 'col', 'title'].includes(name!)));
        expect(names?.at(-1)).toBe('title');
      }
    }),
    { numRuns: 30 },
  );
});

test('what is escaped is what a runner gives back', () => {
  const shown = githubText({ severity: 'error', problem: { reason: 'git-missing', found: '100%\n' } });
  expect(decodeURIComponent(COMMAND.exec(shown)![3]!)).toContain('100%');
});
