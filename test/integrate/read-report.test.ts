import { expect, test } from 'vitest';
import { readReport } from '../../src/integrate/read-report.ts';
import type { ReportKind, TestReport } from '../../src/model/test-report.ts';

const read = (kind: ReportKind, text: string, module?: string): TestReport | undefined =>
  readReport({ kind, text, folder: '/lane', ...(module === undefined ? {} : { module }) });

const JSON_REPORT = JSON.stringify({
  numTotalTests: 900,
  testResults: [
    {
      name: '/lane/test/a.test.ts',
      assertionResults: [
        { status: 'passed', ancestorTitles: ['scale'], title: 'weighs' },
        {
          status: 'failed',
          ancestorTitles: ['scale'],
          title: 'rounds',
          failureMessages: ['\u001B[31mAssertionError: 1\u001B[39m\n    at /lane/src/scale.ts:4:2'],
        },
        { status: 'skipped', title: 'later' },
        { status: 'todo', title: 'one day' },
      ],
    },
    { name: '/lane/b.test.ts', assertionResults: [{ status: 'passed', title: 'adds' }, null, 'passed'] },
    { name: '/lane/c.test.ts', status: 'failed', message: 'SyntaxError: no', assertionResults: [] },
    null,
  ],
});
const JUNIT = `<?xml version="1.0"?>
<testsuites tests="90"><!-- <testcase name="no"/> -->
  <testsuite name="outer" file="/lane/test/a.mjs">
    <testcase name="rounds &lt;up&#62; &amp; down" classname="outer">
      <failure message="1 > 2"><![CDATA[at src/scale.mjs:4:2 </failure>]]></failure>
    </testcase>
    <testsuite name="inner"><testcase name="fine" classname="test"/></testsuite>
    <testcase name="later"><skipped/><failure message="todo"/></testcase>
  </testsuite>
  <testcase name="test_weigh" classname="tests.test_scale.TestScale"><error message="boom"/></testcase>
</testsuites>`;
const TAP = `TAP version 13
# Subtest: outer
    # Subtest: rounds
    not ok 1 - rounds
      ---
      location: '/lane/test/a.mjs:2:24'
      error: '1 == 2'
      stack: |-
        fn (file:///lane/src/scale.mjs:4:2)
      ...
    1..1
not ok 1 - outer
  ---
  failureType: 'subtestsFailed'
  ...
ok 2 - b
ok 3 - c # SKIP
not ok 4 - d # TODO later
1..4
`;
const GO_LINES = [
  '{"Action":"start","Package":"example.com/shop/cash"}',
  '{"Action":"run","Package":"example.com/shop/cash","Test":"TestSum"}',
  '{"Action":"output","Package":"example.com/shop/cash","Test":"TestSum/of_none","Output":"    sum_test.go:12: three is not four\\n"}',
  '{"Action":"fail","Package":"example.com/shop/cash","Test":"TestSum/of_none"}',
  '{"Action":"fail","Package":"example.com/shop/cash","Test":"TestSum","Elapsed":0}',
  '{"Action":"skip","Package":"example.com/shop/cash","Test":"TestLater"}',
  '{"Action":"fail","Package":"example.com/shop/cash"}',
  '{"Action":"output","Package":"example.com/shop/till","Output":"till.go:1: syntax error\\n"}',
  '{"Action":"fail","Package":"example.com/shop/till"}',
  '# shop',
].join('\n');

test.each([
  ['junit', JUNIT, 3, ['test/a.mjs > rounds <up> & down', 'tests/test_scale.py > TestScale > test_weigh']],
  ['tap', TAP, 3, ['test/a.mjs > outer > rounds']],
  ['vitest', JSON_REPORT, 4, ['test/a.test.ts > scale > rounds', 'c.test.ts > ']],
  ['jest', JSON_REPORT, 4, ['test/a.test.ts > scale > rounds', 'c.test.ts > ']],
  ['go', GO_LINES, 3, ['example.com/shop/cash > TestSum/of_none', 'example.com/shop/till > ']],
] as const)('a report of %s tells what ran and what failed, whatever its sums say', (kind, text, tests, failed) => {
  const report = read(kind, text, 'example.com/shop')!;
  expect(report.tests).toBe(tests);
  expect(report.failed.map(({ file, package: of, name }) => `${file ?? of} > ${name}`)).toEqual(failed);
  expect(report.failures).toBe(failed.length);
});

test('what a failing test said comes with it, without colours, and where it said it from the top of the checkout', () => {
  expect(read('vitest', JSON_REPORT)!.failed[0]!.detail).toBe('AssertionError: 1\n    at src/scale.ts:4:2');
  expect(read('junit', JUNIT)!.failed[0]!.detail).toBe('1 > 2\nat src/scale.mjs:4:2 </failure>');
  expect(read('tap', TAP)!.failed[0]!.detail).toContain("error: '1 == 2'");
  expect(read('go', GO_LINES, 'example.com/shop')!.failed[0]!.detail).toBe('cash/sum_test.go:12: three is not four');
});

test('tests are told by file and name, those of one name together', () => {
  const ran = '<testsuite><testcase name="a" file="x.py"/><testcase name="a" file="x.py"/><testcase name="b"/></testsuite>';
  expect(read('junit', ran)!.ran).toEqual([
    { file: 'x.py', name: 'a', tests: 2 },
    { name: 'b', tests: 1 },
  ]);
});

test('of twenty thousand names and more only the files are told', () => {
  const lines = Array.from({ length: 20_001 }, (_, at) => `ok ${at} - t${at}`);
  expect(read('tap', [...lines, '1..20001'].join('\n'))!.ran).toEqual([{ name: '', tests: 20_001 }]);
});

test.each(['junit', 'tap', 'vitest', 'jest', 'go'] as const)(
  'of %s nothing is believed that is empty, cut off or something else',
  (kind) => {
    const whole = { junit: JUNIT, tap: TAP, vitest: JSON_REPORT, jest: JSON_REPORT, go: GO_LINES }[kind].trimEnd();
    for (const text of ['', 'null', '[]', '<a/>', '{"testResults":{}}', '{"Action"', '\0'])
      expect(read(kind, text)).toBeUndefined();
    for (const part of [0.3, 0.6, 0.9])
      expect(read(kind, whole.slice(0, Math.floor(whole.length * part))), `${part}`).toBeUndefined();
  },
);

test('a path outside the checkout is told of no test', () => {
  const ran = ['/etc/passwd', '../x.py', 'C:\\x.py', 'file:///lane/a.py', './b.py'].map(
    (file) => `<testcase name="t" file="${file}"/>`,
  );
  expect(read('junit', `<testsuite>${ran.join('')}</testsuite>`)!.ran).toEqual([
    { name: 't', tests: 3 },
    { file: 'a.py', name: 't', tests: 1 },
    { file: 'b.py', name: 't', tests: 1 },
  ]);
});

test('entities of its own are not looked up, however they grow', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>
<testsuite><testcase name="&b;&x;"><failure message="&b;"/></testcase></testsuite>`;
  expect(read('junit', bomb)!.failed).toEqual([{ name: '&b;&x;', detail: '&b;' }]);
});

test.each([
  ['a failure beside a skip', '<testcase name="a"><failure/><skipped/></testcase>', 'a'],
  ['what a suite sets up', '<testcase name="a"/><error message="no database"/>', 's'],
  ['a count without names', '<testcase name="a"/>', 's'],
])('in JUnit %s is a failure', (what, inner, name) => {
  const counted = what.startsWith('a count') ? ' failures="3"' : '';
  const text = `<testsuites><testsuite name="s"${counted}>${inner}</testsuite></testsuites>`;
  const report = readReport({ kind: 'junit', text, folder: '/lane' })!;
  expect([report.failures, report.failed[0]!.name]).toEqual([1, name]);
});

test('where the checkout lies is in no name, a name that is none stands for one test, and no file has control characters', () => {
  const text = `<testsuite name="s"><testcase name="/lane/test/a.mjs"/><testcase name="in /lane"/><testcase name=""/></testsuite>`;
  const report = readReport({ kind: 'junit', text, folder: '/lane' })!;
  expect(report.ran.map(({ name }) => name)).toEqual(['test/a.mjs', 'in .', '(without a name)']);
  const odd = JSON.stringify({
    testResults: [
      { name: 'a\0b.test.ts', status: 'failed', assertionResults: [{ fullName: 'x', title: 'x', status: 'failed' }] },
    ],
  });
  expect(readReport({ kind: 'vitest', text: odd, folder: '/lane' })?.failed[0]?.file).toBeUndefined();
});
