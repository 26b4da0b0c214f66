import { expect, test } from 'vitest';
import { editCount } from '../../../src/targets/choose/edit-count.ts';
import { settled } from '../../rig/manual-clock.ts';

test('an edit is waited for, is there until it is taken, and wakes all who wait', async () => {
  const edits = editCount();
  const woken: string[] = [];
  void edits.next().then((latest) => woken.push(`next ${latest}`));
  void edits.untaken(new AbortController().signal).then(() => woken.push('untaken'));
  await settled();
  expect([woken, edits.isPending()]).toEqual([[], false]);
  edits.add();
  await settled();
  expect([woken.toSorted(), edits.isPending()]).toEqual([['next 1', 'untaken'], true]);
  edits.add();
  edits.take(1);
  expect(edits.isPending()).toBe(true);
  expect(await edits.next()).toBe(2);
  edits.take(2);
  edits.take(1);
  expect(edits.isPending()).toBe(false);
});

test('what is being looked at may be an edit', () => {
  const edits = editCount();
  const [one, other] = [edits.looking(), edits.looking()];
  one();
  expect(edits.isPending()).toBe(true);
  other();
  expect(edits.isPending()).toBe(false);
});

test('who waits for an edit goes on when there will be none', async () => {
  const over = new AbortController();
  const waiting = editCount().untaken(over.signal);
  over.abort();
  await waiting;
  expect(over.signal.aborted).toBe(true);
});
