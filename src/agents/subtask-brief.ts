import type { Subtask } from '../model/card.ts';
import { shown, type BriefSection } from './brief.ts';

/** The sections as one subtask's session gets them: after all of the card, which part of it is asked for. */
export function subtaskSections(sections: readonly BriefSection[], of: SubtaskBrief): readonly BriefSection[] {
  const { subtask } = of;
  return [...sections, { kind: 'frame', name: `subtask ${subtask.id}`, text: textOf(of) }];
}

/** One subtask, and what it is to know of the story's others. */
export interface SubtaskBrief {
  readonly subtask: Subtask;
  readonly others: readonly Subtask[];
  /** Ids of those whose work stands in the worktree. */
  readonly stands: readonly string[];
}

function textOf({ subtask, others, stands }: SubtaskBrief): string {
  const left = others.map(
    (other) => `- ${shown(other.title)}${stands.includes(other.id) ? ', which stands in the worktree' : ''}`,
  );
  const rest = left.length === 0 ? '' : `\n\nOther sessions do the rest of the card. Leave it to them:\n\n${left.join('\n')}`;
  return `# Your part: ${shown(subtask.title)}

Of the card above do this part, in the files that the rules at the top name, and nothing else. Criteria that need the other parts are met when all have been merged.${rest}`;
}
