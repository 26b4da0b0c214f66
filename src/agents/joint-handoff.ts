import type { Story } from '../model/card.ts';
import type { Handoff } from './handoff.ts';

/** What one part of a story left. */
export interface PartHandoff {
  readonly subtask: string;
  readonly handoff: Handoff;
}

/** The handoffs of a story's parts as one; `files` differ from the base in the commit that they came together as. */
export function jointHandoff(story: Story, files: readonly string[], parts: readonly PartHandoff[]): Handoff {
  const all = <T>(of: (handoff: Handoff) => readonly T[]): readonly T[] => parts.flatMap(({ handoff }) => of(handoff));
  const named = (of: (handoff: Handoff) => readonly string[]): readonly string[] =>
    parts.flatMap(({ subtask, handoff }) => of(handoff).map((line) => `${subtask}: ${line}`));
  const docs = new Map<string, boolean>();
  for (const { source, seen } of all((one) => one.docs ?? [])) docs.set(source, seen || docs.get(source) === true);
  const reports = parts.flatMap(({ subtask, handoff: { report } }) => (report === undefined ? [] : [`${subtask}:\n${report}`]));
  return {
    schemaVersion: 1,
    story: story.id,
    objective: story.title,
    checkpoint: { completed: ['implement'], pending: ['gate', 'integrate'], blockers: [], nextCommand: `xpar build ${story.id}` },
    files: files.toSorted(),
    acceptance: story.acceptance.map((criterion) => ({ criterion, state: 'claimed' })),
    architecture: { adrs: story.adrs },
    ...(docs.size === 0 ? {} : { docs: [...docs].map(([source, seen]) => ({ source, seen })) }),
    commands: all((one) => one.commands),
    results: [],
    risks: named((one) => one.risks),
    differences: named((one) => one.differences),
    next: parts[0]?.handoff.next ?? '',
    ...(reports.length === 0 ? {} : { report: reports.join('\n\n') }),
  };
}
