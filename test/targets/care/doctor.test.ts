import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeHost } from '../../../src/host/node-host.ts';
import type { JournalEntry } from '../../../src/model/record.ts';
import { sharedFiles } from '../../../src/record/shared-ledger.ts';
import { examine } from '../../../src/targets/care/doctor.ts';
import { openRepository } from '../../../src/targets/project/read-project.ts';
import { repairState } from '../../../src/targets/care/repair.ts';
import { integrated, sessionOf } from '../../record/entries.ts';
import { gitRepo, type GitRepo } from '../../rig/git-repo.ts';

let repo: GitRepo;

beforeEach(() => {
  repo = gitRepo();
});
afterEach(() => repo.close());

const session = (key: string): JournalEntry => ({ t: 'session', at: 5, run: 'theirs', key, session: sessionOf() });

/** A clone in which git tells of a landing, and the shared ledger of one with this key. */
function clone(sharedKey: string): void {
  const files = sharedFiles([session(sharedKey), integrated({ run: 'theirs', key: sharedKey })]);
  repo.commit({
    'xpar.config.json': JSON.stringify({ report: { shared: 'ledger' } }),
    ...Object.fromEntries(files.map(({ name, text }) => [`ledger/${name}`, text])),
  });
  repo.git('commit', '--quiet', '--allow-empty', '-m', 'login\n\nXpar-Story: login\nXpar-Key: k1\nXpar-Agent: claude/sonnet');
}

const told = async () => (await examine(nodeHost(repo.top))).filter(({ name }) => name === 'ledger');

test("a teammate's landing that the shared ledger has is entered already", async () => {
  clone('k1');
  expect(await told()).toEqual([]);
  const opened = await openRepository(nodeHost(repo.top));
  const done = opened.ok && (await repairState(nodeHost(repo.top), opened.value, 'xpar doctor --repair'));
  expect(done).toMatchObject({ ok: true, value: { landings: [], trailerSessions: 0 } });
});

test('a landing that neither ledger has is told', async () => {
  clone('k0');
  expect(await told()).toMatchObject([{ standing: 'note', found: '1 landed without an entry: login' }]);
});
