import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileWrites } from '../../src/host/file-writes.ts';
import type { Files } from '../../src/host/host.ts';
import { nodeFiles } from '../../src/host/node-files.ts';
import { nodeHost } from '../../src/host/node-host.ts';
import { budgets } from '../../src/pipeline.ts';
import { layoutOf, type Layout } from '../../src/record/layout.ts';
import { mendJournal, openStore, prepareStore, type Store } from '../../src/record/store.ts';
import { openTokenCache } from '../../src/record/token-cache.ts';
import { failed, implemented, started } from '../record/entries.ts';
import { FAULTS, faultDisk, type Fault, type FaultDisk } from '../rig/fault-disk.ts';

const SOUND = nodeFiles();
const LONG = 'after '.repeat(2_000);

let root: string;
let layout: Layout;

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'xpar-faults-')));
  layout = layoutOf(path.join(root, '.git'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** The real file system over a disk with a fault. Nobody waits for handles that never come free. */
function filesOn(disk: FaultDisk): Files {
  return { ...SOUND, ...fileWrites(disk) };
}

/** What came of trying: true, or the error. */
async function tried(work: Promise<unknown>): Promise<true | { readonly path?: string; readonly message: string }> {
  return work.then(
    () => true,
    (error: unknown) => error as Error,
  );
}

/** What does not hold, as sentences. */
type Faults = readonly (string | false)[];

/**
 * `work` with the fault at every call that it can hit, one after another: what is wrong then, whether there was
 * such a call, and whether `work` ever told that it failed.
 */
async function sweep(
  fault: Fault,
  work: (disk: FaultDisk) => Promise<{ faults: Faults; failed: boolean }>,
): Promise<{ faults: readonly string[]; wasHit: boolean; wasTold: boolean }> {
  const found: string[] = [];
  let wasTold = false;
  for (let n = 1; ; n++) {
    const disk = faultDisk(fault, n);
    const { faults, failed: lost } = await work(disk);
    found.push(...faults.filter((one) => one !== false).map((one) => `${fault} at ${n}: ${one}`));
    wasTold ||= lost;
    if (disk.passed < n || n > 100) return { faults: found, wasHit: n > 1, wasTold };
  }
}

function temporaries(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
}

/** All that a write can meet must be met, and told; a short write is any disk's right, and is made good. */
function sound(fault: Fault): object {
  return { faults: [], wasHit: true, wasTold: fault !== 'short-write' };
}

test.each(FAULTS)('a disk with %s holds the old content of a file or the new, and the failure names the file', async (fault) => {
  const file = path.join(root, 'file');
  const swept = await sweep(fault, async (disk) => {
    writeFileSync(file, 'before');
    const end = await tried(filesOn(disk).writeAtomic(file, LONG));
    const text = readFileSync(file, 'utf8');
    return {
      failed: end !== true,
      faults: [
        text !== (end === true ? LONG : 'before') && 'the content is another',
        end !== true && end.path !== file && `it names ${end.path}`,
        temporaries().length > 0 && 'half a file is left',
      ],
    };
  });
  expect(swept).toEqual(sound(fault));
});

test.each(FAULTS)('a disk with %s makes a new file whole or not at all', async (fault) => {
  const file = path.join(root, 'new');
  const swept = await sweep(fault, async (disk) => {
    rmSync(file, { force: true });
    const end = await tried(filesOn(disk).createNew(file, LONG));
    const [first = '', ...more] = readdirSync(root);
    disk.mend();
    const again = await filesOn(disk).createNew(file, LONG);
    return {
      failed: end !== true,
      faults: [
        first !== (end === true ? 'new' : '') && `there is ${first}`,
        more.length > 0 && `there is ${more.join()}`,
        again === (end === true) && 'it was not made when it could be',
        readFileSync(file, 'utf8') !== LONG && 'it is not whole',
      ],
    };
  });
  expect(swept).toEqual(sound(fault));
});

test.each(FAULTS.filter((fault) => fault !== 'no-rename'))(
  'a disk with %s keeps exactly the entries of the journal that were acknowledged, and the next run goes on after them',
  async (fault) => {
    const swept = await sweep(fault, async (disk) => {
      rmSync(layout.folder, { recursive: true, force: true });
      await prepareStore(SOUND, layout);
      await (await opened(SOUND)).append(started('worktree'));
      const store = await opened(filesOn(disk));
      const ends = [];
      for (const entry of [started('implement'), implemented(), failed('gate')]) ends.push(await tried(store.append(entry)));
      const mended = await mendJournal(SOUND, layout);
      const after = await opened(SOUND);
      const lines = readFileSync(layout.journal, 'utf8').split('\n').length - 1;
      await after.append(failed('gate'));
      return {
        failed: ends.some((end) => end !== true),
        faults: [
          mended !== undefined && 'half an entry was left',
          lines !== 1 + ends.filter((end) => end === true).length && `${lines} entries are kept`,
          JSON.stringify([...after.state.stories].length) !== '1' && 'the state is another',
          (await opened(SOUND)).problems.length > 0 && 'it does not go on',
        ],
      };
    });
    expect(swept).toEqual(sound(fault));
  },
);

async function opened(files: Files): Promise<Store> {
  const store = await openStore(files, layout);
  if (!store.ok) throw new Error(store.problem.reason);
  return store.store;
}

test.each(FAULTS)('on a disk with %s the folder of state is refused by name or made, and made by the next run', async (fault) => {
  const swept = await sweep(fault, async (disk) => {
    rmSync(layout.folder, { recursive: true, force: true });
    const problem = await prepareStore(filesOn(disk), layout);
    const again = await prepareStore(SOUND, layout);
    return {
      failed: problem !== undefined,
      faults: [
        problem !== undefined && !('path' in problem && problem.path === layout.folder) && 'it is not named',
        again !== undefined && 'it is not made',
        readFileSync(layout.version, 'utf8') !== '1\n' && 'it has no version',
      ],
    };
  });
  expect(swept).toEqual(sound(fault));
});

test.each(FAULTS)('a disk with %s leaves the counts of tokens as they were, or as they are', async (fault) => {
  const file = path.join(root, 'tokens.json');
  const tokenizer = { name: 'letters', count: async (text: string) => text.length };
  const swept = await sweep(fault, async (disk) => {
    rmSync(file, { force: true });
    const before = await openTokenCache(SOUND, file, tokenizer);
    await before.count('three');
    await before.save();
    const was = readFileSync(file, 'utf8');
    const cache = await openTokenCache(filesOn(disk), file, tokenizer);
    await cache.count('seven');
    const end = await tried(cache.save());
    const size = Object.keys(JSON.parse(readFileSync(file, 'utf8')) as object).length;
    return {
      failed: end !== true,
      faults: [(readFileSync(file, 'utf8') === was) === (end === true) && 'it is neither', size === 0 && 'it is empty'],
    };
  });
  expect(swept).toEqual(sound(fault));
});

test.each(FAULTS)('a disk with %s costs no card: it is named, is as it was, and is written by the next run', async (fault) => {
  const card = path.join(root, 'stories/weigh.md');
  const draft = await desk(card);
  const swept = await sweep(fault, async (disk) => {
    writeFileSync(card, draft);
    const problems = await fill(disk);
    const text = readFileSync(card, 'utf8');
    disk.mend();
    await fill(disk);
    return {
      failed: problems.length > 0,
      faults: [
        problems.length > 0 && text !== draft && 'it was changed',
        problems.length > 0 && problems.join() !== 'not-writable stories/weigh.md' && `it is told as ${problems.join()}`,
        problems.length === 0 && !text.includes('ceiling: ') && 'it was not written',
        !readFileSync(card, 'utf8').includes('ceiling: ') && 'the next run does not write it',
        temporaries().length > 0 && 'half a card is left',
      ],
    };
  });
  expect(swept).toEqual(sound(fault));
});

async function fill(disk: FaultDisk): Promise<readonly string[]> {
  const host = { ...nodeHost(root), files: filesOn(disk) };
  const filled = await budgets(host, { stories: [], write: true, model: 'claude-sonnet-4-6' });
  const problems = filled.ok ? filled.value.problems : filled.problems;
  return problems.map((problem) => `${problem.reason} ${'path' in problem ? problem.path : ''}`);
}

/** A repository with one ready story that has no budget yet: its text. */
async function desk(card: string): Promise<string> {
  const host = nodeHost(root);
  mkdirSync(path.dirname(card));
  writeFileSync(
    path.join(root, 'xpar.config.json'),
    JSON.stringify({ agents: { default: { kind: 'command', command: ['true'] } } }),
  );
  await host.git.init(root, 'main');
  await host.git.commitEverything(root, 'start');
  return '---\ntitle: Weigh a parcel\nstatus: ready\n---\n# Weigh a parcel\n\n## Acceptance criteria\n- [ ] grams\n';
}
