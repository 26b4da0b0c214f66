import type { StoryState } from '../model/record.ts';
import type { WordEntry } from '../model/word-entry.ts';
import { resolved } from './resolved.ts';

type Entry<T extends WordEntry['t']> = Extract<WordEntry, { t: T }>;

/** A story after a person's word on its landing, or on a conflict. */
export function withWord(story: StoryState, entry: Entry<'accepted' | 'rejected' | 'resolved'>): StoryState {
  if (entry.t === 'resolved') return resolved(story, entry);
  return entry.t === 'accepted' ? accepted(story, entry) : rejected(story, entry);
}

function accepted(story: StoryState, { commit, at, by }: Entry<'accepted'>): StoryState {
  return { ...story, accepted: { commit, at, by } };
}

/** Its work is taken back: it is implemented again, from what stands without it, and told why. */
function rejected(story: StoryState, entry: Entry<'rejected'>): StoryState {
  const { accepted: _word, integrated: _landing, touched: _taken, work: _work, ...rest } = story;
  const steps = { ...story.steps };
  for (const later of ['implement', 'gate', 'integrate'] as const) delete steps[later];
  const { key, why, at } = entry;
  const failure = `It was built, and a person sent it back: ${why}\n\nIts work is not in your checkout any more.`;
  const problem = { reason: 'rejected', story: entry.story, why } as const;
  const before = story.failures.filter((one) => one.key === key);
  return { ...rest, steps, failures: [...before, { step: 'integrate', key, failure, problem, at }] };
}
