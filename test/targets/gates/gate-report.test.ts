import { expect, test } from 'vitest';
import { countTests } from '../../../src/targets/gates/gate-report.ts';

const JSON_REPORT = JSON.stringify({
  numTotalTests: 900,
  testResults: [
    {
      name: 'a.test.ts',
      assertionResults: [{ status: 'passed' }, { status: 'failed' }, { status: 'skipped' }, { status: 'todo' }],
    },
    { name: 'b.test.ts', assertionResults: [{ status: 'passed' }, null, 'passed'] },
    null,
  ],
});
const GO_LINES = [
  '{"Action":"run","Package":"shop","Test":"TestSum"}',
  '{"Action":"output","Package":"shop","Test":"TestSum","Output":"--- PASS\\n"}',
  '{"Action":"pass","Package":"shop","Test":"TestSum","Elapsed":0}',
  '{"Action":"fail","Package":"shop","Test":"TestSum/of_none"}',
  '{"Action":"skip","Package":"shop","Test":"TestLater"}',
  '{"Action":"pass","Package":"shop"}',
  '# shop',
].join('\n');

test.each([
  ['junit', '<testsuite tests="90"><testcase name="a"/><testcase name="b"><skipped/></testcase></testsuite>', 1],
  ['tap', 'ok 1 - a\nnot ok 2 - b\nok 3 - c # SKIP\n1..3', 2],
  ['vitest', JSON_REPORT, 3],
  ['jest', JSON_REPORT, 3],
  ['go', GO_LINES, 2],
] as const)('a report of %s counts what was run, whatever its sums say', (kind, text, count) => {
  expect(countTests(kind, text)).toBe(count);
});

test.each(['junit', 'tap', 'vitest', 'jest', 'go'] as const)(
  'of %s nothing is believed that is empty, cut off or something else',
  (kind) => {
    for (const text of ['', 'null', '[]', '{"testResults":{}}', JSON_REPORT.slice(0, -1), '{"Action"', '\0'])
      expect(countTests(kind, text)).toBe(0);
  },
);
