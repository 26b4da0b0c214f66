import type { Host } from '../../host/host.ts';
import { answersLeft, clearAnswer, isStill } from '../../record/answer-files.ts';
import { isOver } from '../../record/inbox.ts';
import type { Store } from '../../record/store.ts';
import { keepApprovals } from './approvals.ts';

/** Enters answers that lie beside the journal in it. For its writer: entered twice, after a crash, they say the same. */
export async function takeAnswers(host: Pick<Host, 'files'>, store: Store): Promise<void> {
  const left = await answersLeft(host.files, store.layout);
  for (const entry of left) {
    // Of an item that this writer has not read yet it says nothing: the next one will know it.
    const item = store.state.inbox.find(({ id }) => id === entry.id);
    if (item === undefined) continue;
    if (!isOver(item)) await store.append(entry);
    // Another word may have come meanwhile: then that one is left, for the next look.
    if (await isStill(host.files, store.layout, entry)) await clearAnswer(host.files, store.layout, entry);
  }
  if (left.length > 0) await keepApprovals(host, store);
}
