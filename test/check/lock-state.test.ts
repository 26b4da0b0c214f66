import { expect, test } from 'vitest';
import { isRunning, lockState } from '../../src/check/lock-state.ts';

const WEIGHS = "test('rounds', () => {\n  expect(round(1.6)).toBe(2);\n});\n";
const state = (text: string, title = 'rounds'): string => {
  const found = lockState(text, title);
  return isRunning(found) ? 'running' : found;
};

test('a test that is there runs, in whatever language', () => {
  for (const [text, title] of [
    [WEIGHS, 'rounds'],
    ["describe('weights', () => {\n  it('rounds', () => {});\n});", 'rounds'],
    ['def test_rounds():\n    assert round(1.6) == 2\n', 'test_rounds'],
    ['#[test]\nfn rounds() { assert_eq!(2, 2); }', 'rounds'],
    ['func TestRounds(t *testing.T) {\n}\n', 'TestRounds'],
  ] as const)
    expect(state(text, title)).toBe('running');
});

test.each([
  ['gone', "test('rounds up', () => {});"],
  ['gone', `// ${WEIGHS.split('\n')[0]}`],
  ['gone', "xit('rounds', () => {});"],
  ['skipped', "test.skip('rounds', () => {});"],
  ['skipped', "test.todo('rounds')"],
  ['skipped', "describe.skip('weights', () => {\n  it('other', () => {});\n  it('rounds', () => {});\n});"],
  ['shut-out', `test.only('other', () => {});\n${WEIGHS}`],
  ['shut-out', `describe.only('others', () => {\n  it('other', () => {});\n});\n${WEIGHS}`],
] as const)('a test that stops running is %s: %j', (how, text) => {
  expect(state(text)).toBe(how);
});

test.each([
  ['@pytest.mark.skip(reason="slow")\ndef test_rounds():\n    pass\n', 'test_rounds'],
  ['def test_rounds():\n    pytest.skip("slow")\n', 'test_rounds'],
  ['#[test]\n#[ignore]\nfn rounds() {}', 'rounds'],
  ['func TestRounds(t *testing.T) {\n  t.Skip("slow")\n}\n', 'TestRounds'],
  ['@Test\n@Disabled\nvoid rounds() {}', 'rounds'],
] as const)('skipped in another language: %j', (text, title) => {
  expect(state(text, title)).toBe('skipped');
});

test('what is skipped or only-ed around another test is not this one', () => {
  expect(state(`describe.skip('others', () => {\n  it('a ) b', () => {});\n});\n${WEIGHS}`)).toBe('running');
  expect(state(`${WEIGHS}test.skip('other', () => {});`)).toBe('running');
  expect(state("test.only('rounds', () => {});\ntest('other', () => {});")).toBe('running');
  expect(state("describe.only('weights', () => {\n  it('rounds', () => {});\n});")).toBe('running');
  expect(state('@pytest.mark.skip\ndef test_a():\n    pass\n\n\ndef test_b():\n    pass\n', 'test_b')).toBe('running');
});

test('what a test says is its own: not its place, its blanks or its comments, nor its neighbours', () => {
  const alone = lockState(WEIGHS, 'rounds');
  expect(lockState(`import x from 'y';\n\n${WEIGHS}\ntest('other', () => {});`, 'rounds')).toBe(alone);
  expect(lockState(WEIGHS.replace('  expect', '\n     // as clerks do\n     expect'), 'rounds')).toBe(alone);
  expect(lockState(WEIGHS.replace('toBe(2)', 'toBe(1)'), 'rounds')).not.toBe(alone);
  expect(lockState(WEIGHS)).not.toBe(lockState(`${WEIGHS}test('other', () => {});`));
});
