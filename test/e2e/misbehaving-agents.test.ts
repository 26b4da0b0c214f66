import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { GOOD } from '../rig/abacus.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';
import type { Ran } from '../rig/xpar-cli.ts';

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

function updates(built: Ran): readonly object[] {
  return built
    .told('problem')
    .map(({ finding }) => finding.problem)
    .filter(({ reason }) => reason === 'agent-updated');
}

test('an agent that leaves a repository within its worktree is told, since no file of it would land; with plain files it goes in', async () => {
  const name = '-c user.name=a -c user.email=a@b';
  workshop.configure({ retries: 2 });
  besideGood(`mkdir src/vendor && cd src/vendor && git init -q && echo x > x && git add . && git ${name} commit -qm x`);
  workshop.edit('stories/add.md', (text) => text.replace('files: [', 'files: [src/vendor/**, src/vendor, '));
  const build = workshop.start(['build', 'add', '--json']);
  const again = await workshop.stage.session('add', 2);
  expect(again.prompt).toContain('repositories of their own, and git takes in no file of theirs: src/vendor');
  await shell(again, 'rm -rf src/vendor && mkdir src/vendor && echo x > src/vendor/x');
  await again.exit(0);
  const built = await build.ended;
  expect(built).toMatchObject({ code: 0 });
  expect(built.told('retrying')).toMatchObject([
    { finding: { problem: { reason: 'repository-within', paths: ['src/vendor'] } } },
  ]);
  expect(workshop.git('ls-tree', '-r', '--name-only', 'xpar/integration', 'src/vendor').trim()).toBe('src/vendor/x');
});

test('an agent that is updated between two sessions has each of them in the ledger under its own version', async () => {
  const env = protocolAgent(
    [{ agentVersion: '1.0.0' }, { fail: { code: -32_603, message: 'it broke' } }],
    [{ agentVersion: '2.0.0' }, ...work],
  );
  const built = await workshop.xparWith({ env }, 'build', 'add', '--json');
  expect(built).toMatchObject({ code: 0 });
  expect(updates(built)).toEqual([{ reason: 'agent-updated', agent: 'default', from: '1.0.0', to: '2.0.0' }]);
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

test('an agent whose program is updated under a session stands in the ledger as what it was, and that is told', async () => {
  const version = path.join(workshop.root, 'version');
  const thread = '01a1fcac-a458-7902-a759-c3d46e9f4c26';
  const rollout = [
    { type: 'session_meta', payload: { cli_version: '1.0.0' } },
    { type: 'turn_context', payload: { model: 'claude-sonnet-4-6' } },
  ];
  const stream = [{ type: 'thread.started', thread_id: thread }, { type: 'turn.started' }, { type: 'turn.completed', usage: {} }];
  const printed = (said: readonly object[]): string => said.map((one) => `echo '${JSON.stringify(one)}'`).join('\n');
  const folder = '"$CODEX_HOME/sessions/2026/11/21"';
  const fake = path.join(workshop.root, 'codex');
  writeFileSync(version, '1.0.0');
  writeFileSync(
    fake,
    `#!/bin/sh
case "$*" in *--version*) cat ${version}; exit 0;; esac
mkdir -p ${folder} src checks
(
${printed(rollout)}
) > ${folder}/rollout-x-${thread}.jsonl
cp ${workshop.root}/add.mjs src/add.mjs
cp ${workshop.root}/check.mjs checks/add.mjs
printf 1.1.0 > ${version}
${printed(stream)}
`,
    { mode: 0o755 },
  );
  for (const [index, name] of ['add.mjs', 'check.mjs'].entries())
    writeFileSync(path.join(workshop.root, name), work[index]!.write!.content);
  workshop.configure({ agents: { default: { kind: 'codex', command: [fake] } } });
  const built = await workshop.xpar('build', 'add', '--json');
  expect(built).toMatchObject({ code: 0 });
  expect(updates(built)).toEqual([{ reason: 'agent-updated', agent: 'default', from: '1.0.0', to: '1.1.0' }]);
  expect(workshop.read('.xpar/journal.jsonl')).toContain('"version":"1.0.0"');
});

test("an agent that commits on a branch of its own making, and moves the person's HEAD, has its work taken; both are told and left", async () => {
  workshop.git('branch', 'elsewhere');
  const commits = 'git checkout -qb mine && git add -A && git -c user.name=a -c user.email=a@b commit -qm mine';
  besideGood(`${commits} && git -C "${workshop.repository}" symbolic-ref HEAD refs/heads/elsewhere`);
  const built = await workshop.start(['build', 'add', '--json']).ended;
  workshop.git('symbolic-ref', 'HEAD', 'refs/heads/main');
  expect(built).toMatchObject({ code: 0 });
  const told = built.told('problem').map(({ finding }) => finding.problem);
  expect(told.map(({ reason }) => reason)).toEqual(['refs-moved']);
  for (const name of ['refs/heads/mine', `HEAD of ${workshop.repository}`]) expect(JSON.stringify(told)).toContain(name);
  expect(workshop.git('ls-tree', '--name-only', 'xpar/integration', 'src/add.mjs').trim()).toBe('src/add.mjs');
  expect(workshop.git('log', '-1', '--format=%s', 'mine').trim()).toBe('mine');
  workshop.git('branch', '-D', 'mine');
});
