import type { StoryState } from '../model/record.ts';
import type { ResolvedEntry } from '../model/resolution.ts';
import { withoutCheckpoint } from './checkpoints.ts';

/** A story after a person's word on its conflict: with a clean sheet, its work kept as done or put aside. */
export function resolved(story: StoryState, entry: ResolvedEntry): StoryState {
  const { key, at, choice, keeps, after = [] } = entry;
  const turn = after.length === 0 ? {} : { after: { key, stories: after } };
  if (choice === 'behind') return { ...story, ...turn };
  const { work, roles: _roles, parked: _parked, after: _before, abandoned: _once, ...rest } = withoutCheckpoint(story);
  const { implement: _implement, gate: _gate, ...steps } = story.steps;
  if (keeps !== undefined) {
    const { output } = keeps;
    return { ...rest, failures: [], work: output.commit, steps: { ...steps, implement: { key, at, ...keeps } } };
  }
  const dropped = entry.work ?? work;
  return {
    ...rest,
    steps,
    failures: choice === 'abandon' ? [] : [sentBack(entry)],
    ...turn,
    ...(dropped === undefined ? {} : { dropped }),
    ...(choice === 'abandon' ? { abandoned: { key, at } } : {}),
  };
}

/** The next session is told why it begins anew; no try is used up. */
function sentBack({ story, key, at, choice }: ResolvedEntry): StoryState['failures'][number] {
  const why =
    choice === 'other'
      ? 'it conflicted with what is integrated, and that stays'
      : 'it conflicted with what was integrated, and both are built again';
  const failure = `It was built, and ${why}. Its work is not in your checkout any more.`;
  return { step: 'integrate', key, failure, problem: { reason: 'rejected', story, why }, at };
}
