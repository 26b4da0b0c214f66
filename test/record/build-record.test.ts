import { expect, test } from 'vitest';
import { buildName, recordFile, tidyRecords } from '../../src/record/build-record.ts';
import { layoutOf } from '../../src/record/layout.ts';
import { memoryFiles } from '../rig/memory-files.ts';

const layout = layoutOf('/repo/.git');
const at = (startedAt: number): string => recordFile(layout, { startedAt, pid: 7 });

test('names of builds are in the order of time, whatever their process', () => {
  const names = [1_700_000_000_000, 1_700_000_000_001, 2_000_000_000_000].map((startedAt, pid) =>
    buildName({ startedAt, pid: 100_000 - pid }),
  );
  expect(names.toSorted()).toEqual(names);
});

test('the newest are kept, and what is not a record whatever its age', async () => {
  const times = Array.from({ length: 12 }, (_, index) => 1_700_000_000_000 + index);
  const others = [`${layout.builds}/notes.txt`, `${layout.builds}/0.jsonl`];
  const files = memoryFiles(Object.fromEntries([...times.map(at), ...others].map((file) => [file, ''])));
  await tidyRecords(files, layout);
  expect([...files.contents.keys()].toSorted()).toEqual([...times.slice(4).map(at), ...others].toSorted());
});

test('where there is none, there is nothing to tidy', async () => {
  const files = memoryFiles();
  await tidyRecords(files, layout);
  expect(files.changes).toEqual([]);
});
