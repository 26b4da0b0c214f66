import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();
const FAKE = path.join(import.meta.dirname, '../rig/fake-acp-agent.mjs');

const shell = (session: StagedSession, script: string): Promise<void> => session.act({ do: 'run', argv: ['sh', '-c', script] });

/** The work is done well, with this beside it. */
function besideGood(script: string): void {
  workshop.plays({
    add: async (session) => {
      await GOOD.add(session);
      await shell(session, script);
    },
  });
}

describe('an agent', () => {
  test('that ignores SIGTERM is killed at its time limit, and its next try is told', async () => {
    workshop.configure({ timeouts: { wall: '2s' }, retries: 2 });
    workshop.plays({
      add: async (session) => {
        await session.act({ do: 'go-deaf' });
        await session.gone;
      },
      'add#2': GOOD.add,
    });
    const built = await workshop.xpar('build', 'add', '--json');
    expect(built).toMatchObject({ code: 0 });
    expect(built.told('retrying')[0]?.finding.problem).toMatchObject({
      outcome: 'stopped',
      detail: expect.stringContaining('time limit'),
    });
  });

  test('that leaves a child in a session of its own is done when it is; the child does not outlive it', async () => {
    besideGood('setsid sleep 600 > /dev/null 2>&1 &');
    expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
    expect(workshop.leftovers()).toEqual([]);
  });

  test('that forks many children leaves none', async () => {
    besideGood('for i in $(seq 200); do sleep 600 > /dev/null 2>&1 & done');
    expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
    expect(workshop.leftovers()).toEqual([]);
  });

  test('that deletes its worktree fails its lane alone, with its name, and the next build makes another', async () => {
    workshop.plays({
      add: async (session) => {
        await GOOD.add(session);
        await shell(session, 'rm -rf "$PWD"');
      },
      double: GOOD.double,
    });
    const built = await workshop.xpar('build', 'add', 'double', '-k', '--json');
    expect(built).toMatchObject({ code: 1 });
    expect(built.told('failed')).toMatchObject([{ story: 'add', finding: { problem: { reason: 'git-tampered' } } }]);
    expect(built.told('integrated').map(({ story }) => story)).toEqual(['double']);
    await workshop.newStage();
    workshop.plays({ 'add#2': GOOD.add });
    expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
  });

  test('that leaves a rebase open has its tree taken as it stands, as one commit', async () => {
    const name = '-c user.name=a -c user.email=a@b';
    besideGood(
      `git add -A && git ${name} commit -qm mine && GIT_SEQUENCE_EDITOR='sed -i 1s/^pick/edit/' git ${name} rebase -qi HEAD~1`,
    );
    expect(await workshop.xpar('build', 'add', '--json')).toMatchObject({ code: 0 });
    expect(workshop.git('rev-list', '--count', 'main..xpar/integration').trim()).toBe('2');
    expect(workshop.git('ls-tree', '--name-only', 'xpar/integration', 'src/add.mjs').trim()).toBe('src/add.mjs');
  });

  test('that prints half a character, on its output and in its event file, is heard for the rest', async () => {
    besideGood(
      `printf 'a\\303'; printf '{"type":"note","text":"\\303"}\\n{"type":"checkpoint"}\\n{"type":"note","text":"\\303' >> "$XPAR_EVENTS"`,
    );
    const built = await workshop.xpar('build', 'add', '--json');
    expect(built).toMatchObject({ code: 0 });
    expect(built.told('checkpoint')).toHaveLength(1);
  });
});

/** An agent of the protocol that plays `first`, and from its second session on `then`. */
function protocolAgent(first: readonly object[], then: readonly object[]): Readonly<Record<string, string>> {
  const script = `if [ -e "${workshop.root}/began" ]; then FAKE_ACP_SCRIPT=$THEN; else : > "${workshop.root}/began"; FAKE_ACP_SCRIPT=$FIRST; fi; export FAKE_ACP_SCRIPT; exec "${process.execPath}" "${FAKE}"`;
  workshop.configure({ agents: { default: { kind: 'acp', command: ['sh', '-c', script], env: ['FIRST', 'THEN'] } }, retries: 2 });
  return { FIRST: JSON.stringify(first), THEN: JSON.stringify(then) };
}

const work = [
  { write: { path: 'src/add.mjs', content: 'export const add = (a, b) => a + b;\n' } },
  {
    write: {
      path: 'checks/add.mjs',
      content: "import { add } from '../src/add.mjs';\n\nexport const check = (test) => test('five', () => add(2, 3));\n",
    },
  },
  { say: 'Done.' },
];

test('an agent that is updated between two sessions has each of them in the ledger under its own version', async () => {
  const env = protocolAgent(
    [{ agentVersion: '1.0.0' }, { fail: { code: -32_603, message: 'it broke' } }],
    [{ agentVersion: '2.0.0' }, ...work],
  );
  expect(await workshop.xparWith({ env }, 'build', 'add', '--json')).toMatchObject({ code: 0 });
  expect([...workshop.read('.xpar/journal.jsonl').matchAll(/"version":"(\d\.0\.0)"/g)].map(([, version]) => version)).toEqual([
    '1.0.0',
    '2.0.0',
  ]);
});

test('an agent that speaks a newer protocol is told in words, starts nothing else, and is no attempt', async () => {
  const env = protocolAgent([{ version: 2 }], [{ version: 2 }]);
  const built = await workshop.xparWith({ env }, 'build', 'add', 'double', '-k', '--json');
  expect(built).toMatchObject({ code: 1 });
  expect(built.told('failed')[0]?.finding.problem).toMatchObject({
    outcome: 'config-error',
    detail: expect.stringContaining('it speaks version 2 of the protocol'),
  });
  expect(workshop.read('.xpar/journal.jsonl')).not.toContain('"counts":true');
  expect(existsSync(path.join(workshop.root, 'began'))).toBe(true);
});
