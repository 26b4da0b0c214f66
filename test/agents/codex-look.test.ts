import { expect, test } from 'vitest';
import { lookAtCodex } from '../../src/agents/codex-look.ts';
import type { CommandResult, Commands } from '../../src/host/host.ts';
import type { CodexAgent } from '../../src/model/config.ts';

const FINE = { code: 0, tail: '', missing: false };

/** Answers `codex sandbox` with this, and everything else well. */
async function found(
  sandbox: object,
  more: Partial<CodexAgent> = {},
  env: Record<string, string> = {},
): Promise<readonly string[]> {
  const run = async ({ argv }: { argv: readonly string[] }) =>
    (argv.includes('sandbox') ? { ...FINE, ...sandbox } : FINE) as CommandResult;
  const commands = { run } as unknown as Commands;
  const { remarks } = await lookAtCodex({ kind: 'codex', ...more }, env, { commands });
  return remarks.map((remark) => remark.found);
}

test.each([
  'bwrap: setting up uid map: Operation not permitted',
  'Error: user namespaces are disabled',
  'thread panicked: LandlockRestrict failed',
])('a sandbox that says %j does not work, and is told with its words', async (words) => {
  expect(await found({ code: 1, tail: `warning: something\n${words}\n` })).toEqual([`its sandbox does not work here: ${words}`]);
});

test.each([
  ['one that works', { code: 0, tail: 'bwrap: a warning' }, {}],
  [
    'a version that does not know the question',
    { code: 2, tail: "error: unrecognized subcommand 'true'\nUsage: codex sandbox" },
    {},
  ],
  ['one that is not used', { code: 1, tail: 'bwrap: no' }, { sandbox: 'danger-full-access' }],
] as const)('nothing is said of %s', async (_what, answer, config) => {
  expect(await found(answer, config)).toEqual([]);
});
