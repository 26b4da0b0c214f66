import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import { journalLine } from '../../../src/record/journal.ts';
import { asWriter } from '../../../src/targets/project/as-writer.ts';
import type { Got } from '../../../src/targets/project/read-project.ts';
import { openRepository, readProject } from '../../../src/targets/project/read-project.ts';
import { started } from '../../record/entries.ts';
import { gitRepo, type GitRepo } from '../../rig/git-repo.ts';

let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
  repo.commit({ 'a.txt': 'a' });
});
afterEach(() => repo.close());

async function written(): Promise<Got<string>> {
  const host = nodeHost(repo.top);
  const opened = await openRepository(host);
  if (!opened.ok) return opened;
  const project = await readProject(host, opened.value);
  return project.ok ? asWriter(host, project.value, 'xpar build', async () => ({ ok: true, value: 'done' })) : project;
}

test('work is done under the lock, which is free again afterwards', async () => {
  expect(await written()).toEqual({ ok: true, value: 'done' });
  expect(await written()).toEqual({ ok: true, value: 'done' });
});

test('a lock that cannot be kept is told as that, not as a build that is running', async () => {
  repo.write('.xpar/lock.db', 'not a database\n'.repeat(100));
  expect(await written()).toMatchObject({ ok: false, problems: [{ reason: 'not-writable', detail: 'file is not a database' }] });
});

test('a long journal that is damaged in its middle is refused to a writer, though those who look need not have read it', async () => {
  const lines = Array.from({ length: 3_000 }, (_, n) => journalLine(started('gate', { story: `s${n}` })));
  repo.write('.xpar/journal.jsonl', lines.join(''));
  expect(await written()).toMatchObject({ ok: true });
  const spoilt = lines.with(1_500, lines[1_500]!.replace('"gate"', '"gone"'));
  repo.write('.xpar/journal.jsonl', `${spoilt.join('')}torn`);
  expect(await written()).toMatchObject({ ok: false, problems: [{ reason: 'state-damaged', line: 1_501 }] });
  expect(repo.read('.xpar/journal.jsonl')).toBe(`${spoilt.join('')}torn`);
});
