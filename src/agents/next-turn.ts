import { shown, type BriefSection } from './brief.ts';

/** The assignment of a story whose session another began: without the texts that were `given` there already, which are named. */
export function sectionsLeft(sections: readonly BriefSection[], given: ReadonlySet<string>): readonly BriefSection[] {
  const isKnown = ({ kind, text }: BriefSection): boolean => kind !== 'card' && given.has(text);
  const known = sections.filter(isKnown).map(({ name }) => shown(name));
  const again =
    known.length === 0 ? '' : `\n\nGiven to you before in this session, and the same for this card: ${known.join(', ')}.`;
  const note: BriefSection = { kind: 'frame', name: 'session', text: `${NEXT}${again}` };
  return [note, ...sections.filter((section) => !isKnown(section))];
}

const NEXT = `# The next story

The story before is over. Its work is in a commit of its own and is not in the worktree any more: that stands at its base again, without it. Do not do it again, and do not build on it. Read a file again before you edit it. What follows is another card with its own scope.`;
