import { expect, test } from 'vitest';
import { buildName, readRecordLine, recordFile, tidyRecords } from '../../src/record/build-record.ts';
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

test('a build keeps all its files, however many those are', async () => {
  const of = (time: number): string[] =>
    ['jsonl', 'log', 'out'].map((kind) => `${layout.builds}/${buildName({ startedAt: time, pid: 7 })}.${kind}`);
  const times = Array.from({ length: 9 }, (_, index) => 1_700_000_000_000 + index);
  const files = memoryFiles(Object.fromEntries(times.flatMap(of).map((file) => [file, ''])));
  await tidyRecords(files, layout);
  expect([...files.contents.keys()].toSorted()).toEqual(times.slice(1).flatMap(of).toSorted());
});

test('nothing that a terminal would act on comes out of a line, wherever it stands in it', () => {
  const finding = { severity: 'error', problem: { reason: 'gate-red', tail: 'one\n\u001b]0;x\u0007two' } };
  const line = { at: 1, t: 'failed', story: 'a\u202eb', finding, list: ['\u009b2J'] };
  expect(readRecordLine(JSON.stringify(line))).toEqual({
    ...line,
    story: 'a\\u202eb',
    finding: { severity: 'error', problem: { reason: 'gate-red', tail: 'one\n\\u001b]0;x\\u0007two' } },
    list: ['\\u009b2J'],
  });
});

test('an end has an exit code, and of its problems those that have a reason', () => {
  const problems = [{ reason: 'no-gates' }, null, 7, {}];
  expect(readRecordLine(JSON.stringify({ end: { exit: 2, problems } }))).toEqual({
    end: { exit: 2, problems: [{ reason: 'no-gates' }] },
  });
  expect(readRecordLine('{"end":{"exit":0}}')).toEqual({ end: { exit: 0, problems: [] } });
  for (const none of ['{"end":null}', '{"end":{}}', '{"t":"usage","end":null}', 'null', '[]', '{"t":7}', '{"at":1,"t":"us'])
    expect(readRecordLine(none)).toBeUndefined();
});

test('where there is none, there is nothing to tidy', async () => {
  const files = memoryFiles();
  await tidyRecords(files, layout);
  expect(files.changes).toEqual([]);
});
