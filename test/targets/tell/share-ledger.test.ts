import { expect, test } from 'vitest';
import { journalLine } from '../../../src/record/journal.ts';
import { layoutOf } from '../../../src/record/layout.ts';
import { shareLedger } from '../../../src/targets/tell/share-ledger.ts';
import { sessionOf } from '../../record/entries.ts';
import { memoryFiles } from '../../rig/memory-files.ts';

test('what was shared before is not tried again', async () => {
  const layout = layoutOf('/r/.git');
  const line = (startedAt: number): string =>
    journalLine({ t: 'session', at: 1, run: 'r', key: 'k', session: sessionOf({ startedAt }) });
  const memory = memoryFiles({ [layout.journal]: line(1) });
  const tried: string[] = [];
  const files = {
    ...memory,
    async createNew(file: string, text: string) {
      tried.push(file);
      return memory.createNew(file, text);
    },
  };
  const project = { config: { report: { shared: 'ledger' } }, store: { layout }, repository: { top: '/r' } } as never;
  const share = () => shareLedger({ files } as never, project);
  expect(await share()).toEqual({ ok: true, value: { folder: 'ledger', written: 1, there: 0 } });
  await memory.append(layout.journal, line(2), true);
  expect(await share()).toEqual({ ok: true, value: { folder: 'ledger', written: 1, there: 1 } });
  expect(tried).toHaveLength(2);
});
