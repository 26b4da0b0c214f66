import { expect, test } from 'vitest';
import { writes, type Play } from '../rig/plays.ts';
import { accepts, refuses, says, takeTurns } from '../rig/turns.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Ran } from '../rig/xpar-cli.ts';

const workshop = workshopForEach();

const CHECK = `import { add } from '../src/add.mjs';

export const check = (test) => {
  test('two and three are five', () => {
    if (add(2, 3) !== 5) throw new Error('add(2, 3) === 5 does not hold');
  });
};
`;
const CODE = 'export const add = (a, b) => a + b;\n';
const WRONG = 'export const add = (a, b) => a - b;\n';

const tests = writes({ 'checks/add.mjs': CHECK });
const code = writes({ 'src/add.mjs': CODE });
const wrong = writes({ 'src/add.mjs': WRONG });

const THREE = [{ name: 'test-writer' }, { name: 'implementer' }, { name: 'reviewer' }];

/** The sessions in the ledger. */
function ledger(): readonly { readonly role: string; readonly outcome: string; readonly model: string }[] {
  const lines = workshop.read('.xpar/journal.jsonl').trimEnd().split('\n');
  return lines
    .map((line) => JSON.parse(line.slice(9)) as { t: string; session?: { role: string; outcome: string; model: string } })
    .flatMap(({ t, session }) => (t === 'session' && session ? [session] : []));
}

function reasonsOf(ran: Ran): readonly string[] {
  return [...ran.told('retrying'), ...ran.told('failed')].map(({ finding }) => finding.problem.reason);
}

test('three roles work one after the other in one worktree, and leave one commit', async () => {
  workshop.configure({ roles: THREE });
  const { found } = takeTurns(workshop, 'add', [tests, code, accepts]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(found.map(({ role, attempt }) => [role, attempt])).toEqual([
    ['test-writer', 1],
    ['implementer', 1],
    ['reviewer', 1],
  ]);
  expect(ledger().map(({ role, outcome }) => [role, outcome])).toEqual([
    ['test-writer', 'completed'],
    ['implementer', 'completed'],
    ['reviewer', 'completed'],
  ]);
  expect(ran.told('role').map(({ role, next }) => [role, next])).toEqual([
    ['test-writer', 'implementer'],
    ['implementer', 'reviewer'],
  ]);
  expect(workshop.git('show', 'xpar/integration:src/add.mjs')).toBe(CODE.trim());
  expect(workshop.git('show', 'xpar/integration:checks/add.mjs')).toBe(CHECK.trim());
  expect(workshop.git('log', '--no-merges', '--format=%s', 'main..xpar/integration').split('\n')).toHaveLength(1);
});

test('a refusal goes back to the implementer with its reasons, and the review comes again', async () => {
  workshop.configure({ roles: THREE });
  const refusal = refuses('two and three are five', 'it takes away');
  const { found } = takeTurns(workshop, 'add', [tests, wrong, refusal, code, accepts]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(found.map(({ role }) => role)).toEqual(['test-writer', 'implementer', 'reviewer', 'implementer', 'reviewer']);
  expect(found[3]?.prompt).toContain('- two and three are five: it takes away');
  expect(found[1]?.prompt).not.toContain('sent back');
  expect(ran.told('role')).toContainEqual(
    expect.objectContaining({ role: 'reviewer', next: 'implementer', refused: ['two and three are five: it takes away'] }),
  );
});

test('rounds: so many refusals go back; one more fails the try, with a problem of its own', async () => {
  const refusal = refuses('two and three are five', 'it takes away');
  workshop.configure({ roles: [{ name: 'implementer' }, { name: 'reviewer', rounds: 0 }] });
  takeTurns(workshop, 'add', [wrong, refusal]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('failed')).toMatchObject([
    {
      finding: {
        problem: { reason: 'review-refused', role: 'reviewer', rounds: 1, reasons: ['two and three are five: it takes away'] },
      },
    },
  ]);
});

test.for([
  ['none', () => Promise.resolve(), 'no verdict'],
  ['a word that is none', says({ verdict: 'fine' }), '/verdict of its verdict: expected "accept" or "refuse", found "fine"'],
  [
    'an acceptance of what is not met',
    says({ verdict: 'accept', criteria: [{ criterion: 'five', met: false, reason: 'four' }] }),
    '/verdict of its verdict: expected "refuse", where a criterion is not met, found "accept"',
  ],
] as const)('a verdict that cannot be used is never an acceptance: %s', async ([, play, found]) => {
  workshop.configure({ roles: [{ name: 'implementer' }, { name: 'reviewer' }], retries: 1 });
  takeTurns(workshop, 'add', [writes({ 'src/add.mjs': CODE, 'checks/add.mjs': CHECK }), play]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 1 });
  expect(ran.told('failed')).toMatchObject([{ finding: { problem: { reason: 'no-verdict', role: 'reviewer', found } } }]);
  expect(ran.told('integrated')).toEqual([]);
});

test('what a test-writer left is locked: the implementer that changes it is told their names, and its other work stands', async () => {
  workshop.configure({ roles: THREE.slice(0, 2) });
  const easier = writes({ 'src/add.mjs': WRONG, 'checks/add.mjs': 'export const check = () => {};\n' });
  const mended: Play = async (session) => {
    await session.act({ do: 'run', argv: ['grep', '-q', 'a - b', 'src/add.mjs'] });
    await writes({ 'src/add.mjs': CODE, 'checks/add.mjs': CHECK })(session);
  };
  const { found } = takeTurns(workshop, 'add', [tests, easier, mended]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(found.map(({ role, attempt }) => [role, attempt])).toEqual([
    ['test-writer', 1],
    ['implementer', 1],
    ['implementer', 2],
  ]);
  expect(ran.told('retrying')).toMatchObject([
    { finding: { problem: { reason: 'locked-touched', role: 'implementer', paths: ['checks/add.mjs'] } } },
  ]);
  expect(found[1]?.prompt).toContain('- `checks/add.mjs`');
  expect(found[2]?.prompt).toContain('checks/add.mjs: git show');
  expect(workshop.git('show', 'xpar/integration:checks/add.mjs')).toBe(CHECK.trim());
});

test('a card that allows it may change what a test-writer left', async () => {
  workshop.configure({ roles: THREE.slice(0, 2) });
  workshop.edit('stories/add.md', (text) => text.replace('depends_on', 'allow_protected: [checks/add.mjs]\ndepends_on'));
  takeTurns(workshop, 'add', [tests, writes({ 'src/add.mjs': CODE, 'checks/add.mjs': `// more\n${CHECK}` })]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect([ran.code, reasonsOf(ran)]).toEqual([0, []]);
  expect(workshop.git('show', 'xpar/integration:checks/add.mjs')).toContain('// more');
});

test('what a reviewer changes is no part of the work', async () => {
  workshop.configure({ roles: [{ name: 'implementer' }, { name: 'reviewer' }] });
  takeTurns(workshop, 'add', [
    writes({ 'src/add.mjs': CODE, 'checks/add.mjs': CHECK }),
    async (session) => {
      await session.act({ do: 'run', argv: ['git', 'commit', '--allow-empty', '-qm', 'mine'] });
      await writes({ 'src/add.mjs': 'spoilt\n' })(session);
      await accepts(session);
    },
  ]);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(workshop.git('show', 'xpar/integration:src/add.mjs')).toBe(CODE.trim());
});

test("a red gate is the implementer's to mend, not the test-writer's, and is reviewed again", async () => {
  workshop.configure({ roles: THREE });
  const { found } = takeTurns(workshop, 'add', [tests, wrong, accepts, code, accepts]);
  const ran = await workshop.xpar('build', 'add', '--json');
  expect(ran).toMatchObject({ code: 0 });
  expect(found.map(({ role, attempt }) => [role, attempt])).toEqual([
    ['test-writer', 1],
    ['implementer', 1],
    ['reviewer', 1],
    ['implementer', 2],
    ['reviewer', 2],
  ]);
  expect(found[3]?.prompt).toContain('Gate checks');
});

test('a story goes to the agent of its type; the roles that name none go with it', async () => {
  const { agents } = JSON.parse(workshop.read('xpar.config.json')) as { agents: { default: object } };
  workshop.configure({ agents: { ...agents, sums: { ...agents.default, effort: 'high' } }, roles: THREE });
  workshop.edit('stories/add.md', (text) => text.replace('status: ready', 'status: ready\ntype: sums'));
  takeTurns(workshop, 'add', [tests, code, accepts]);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(ledger()).toMatchObject(THREE.map(({ name }) => ({ role: name, effort: 'high' })));
});

test('each role has its own agent, model and prompt; a role of its own name does what its prompt says', async () => {
  const { agents } = JSON.parse(workshop.read('xpar.config.json')) as { agents: { default: object } };
  workshop.configure({
    agents: { ...agents, other: { ...agents.default, effort: 'high' } },
    roles: [
      { name: 'implement', prompt: 'Keep it short.' },
      { name: 'documenter', agent: 'other', model: 'claude-haiku-4-5', prompt: 'Say what it does, in a comment.' },
    ],
  });
  const { found } = takeTurns(workshop, 'add', [
    writes({ 'src/add.mjs': CODE, 'checks/add.mjs': CHECK }),
    writes({ 'src/add.mjs': `// adds\n${CODE}` }),
  ]);
  expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  expect(found.map(({ role, model }) => [role, model])).toEqual([
    ['implementer', 'claude-sonnet-4-6'],
    ['documenter', 'claude-haiku-4-5'],
  ]);
  expect(found[0]?.prompt).toContain('Keep it short.');
  expect(found[1]?.prompt).toContain('Say what it does, in a comment.');
  expect(found[1]?.prompt).not.toContain('Keep it short.');
  expect(ledger()).toMatchObject([{ role: 'implementer' }, { role: 'documenter', effort: 'high', model: 'claude-haiku-4-5' }]);
  expect(workshop.git('show', 'xpar/integration:src/add.mjs')).toContain('// adds');
});
