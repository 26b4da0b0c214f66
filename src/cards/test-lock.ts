import type { TestLock } from '../model/card.ts';
import type { Place } from '../model/place.ts';
import { isInside } from './inside.ts';

const ENTRY = /^(?<file>[^:]*(?::(?!:)[^:]*)*?)(?:::(?<titles>.*))?$/s;

/** One entry of `locked_in_by`: `file`, `file::title` or `file::{title one, title two}`; undefined where it is none of these. */
export function testLock(written: string, place: Place): TestLock | undefined {
  const groups = ENTRY.exec(written.trim())?.groups;
  const file = groups?.['file']?.trim() ?? '';
  if (!isInside(file)) return undefined;
  const titles = titlesOf(groups?.['titles']);
  return titles === undefined ? undefined : { file, titles, place };
}

function titlesOf(written: string | undefined): readonly string[] | undefined {
  if (written === undefined) return [];
  const text = written.trim();
  if (text === '' || text.startsWith('{') !== text.endsWith('}')) return undefined;
  if (!text.startsWith('{')) return [text];
  const titles = text
    .slice(1, -1)
    .split(',')
    .map((title) => title.trim());
  return titles.includes('') ? undefined : titles;
}
