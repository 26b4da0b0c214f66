import { expect, test } from 'vitest';
import { completeConfig } from '../../src/cards/complete-config.ts';
import type { Config } from '../../src/model/config.ts';
import type { Subtask } from '../../src/model/card.ts';
import { apartRule } from '../../src/plan/apart.ts';
import { placedSubtasks } from '../../src/plan/subtasks.ts';

function sub(id: string, files: readonly string[], ...dependsOn: readonly string[]): Subtask {
  return { id, title: id, files, dependsOn };
}

/** `id <- needs`, in order. */
function placed(
  subtasks: readonly Subtask[],
  late: readonly string[] = [],
  conflicts: Config['parallel']['conflicts'] = 'sequential',
): readonly string[] {
  const config = completeConfig({ parallel: { conflicts } });
  const all = placedSubtasks({ files: ['src/**'], subtasks }, apartRule(config), new Set(late));
  return all.map(({ subtask, needs }) => [subtask.id, ...needs].join(' <- '));
}

test('subtasks with files of their own need nobody, and stand as written', () => {
  expect(placed([sub('b', ['src/b']), sub('a', ['src/a'])])).toEqual(['b', 'a']);
});

test('what one depends on comes before it', () => {
  expect(placed([sub('a', ['src/a'], 'b'), sub('b', ['src/b'])])).toEqual(['b', 'a <- b']);
});

test('of two that may change the same file the later begins from the work of the earlier', () => {
  expect(placed([sub('a', ['src/x']), sub('b', ['src/*']), sub('c', ['lib/c'])])).toEqual(['a', 'b <- a', 'c']);
});

test('one that names no files has those of the story, and runs beside none that lies within', () => {
  expect(placed([sub('a', []), sub('b', ['src/b'])])).toEqual(['a', 'b <- a']);
});

test('under `optimistic` files keep none apart, as with stories', () => {
  expect(placed([sub('a', ['src/x']), sub('b', ['src/x'])], [], 'optimistic')).toEqual(['a', 'b']);
});

test('one that did not merge comes as late as it can, and begins from the work of all before it', () => {
  const three = [sub('a', ['src/a']), sub('b', ['src/b']), sub('c', ['src/c'], 'a')];
  expect(placed(three, ['a'])).toEqual(['b', 'a <- b', 'c <- a']);
});

test('of a ring every subtask is still there', () => {
  expect(placed([sub('a', ['src/a'], 'b'), sub('b', ['src/b'], 'a')])).toEqual(['a', 'b <- a']);
});
