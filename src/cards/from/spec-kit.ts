import type { Source, Task } from './task.ts';

const PHASE = /^##\s+Phase\s+(?<phase>[\w.]+)\s*:\s*(?<title>.+?)\s*$/i;
const TASK = /^\s*[-*]\s+\[(?<box>[ xX])\]\s+(?<id>T\d+)\s+(?<text>.+)$/;
const STORY = /\bUser Story\s+(?<story>\d+)\b\s*[-–—:]?\s*/i;
const RANK = /\(?\bPriority\s*:?\s*P(?<rank>\d+)\)?/i;
/** Marks that only mean something among tasks: may run in parallel, and whose story it is. */
const MARKS = /^(?:\[P\]|\[US\d+\]|\s)+/;

interface Phase {
  readonly number: string;
  readonly title: string;
  /** Of the spec; undefined for setup, foundations and what comes last. */
  readonly story?: string;
  readonly notes: string[];
  readonly tasks: { readonly isDone: boolean; readonly text: string }[];
}

/**
 * `tasks.md` of spec-kit. Its tasks are steps of minutes; a phase is a slice that can be shown and tested, so each becomes one
 * story with its open tasks as criteria. Phases of user stories need the phases before them that are none, and not each other.
 */
export const specKit: Source = {
  name: 'spec-kit',
  looksLike: "spec-kit's tasks.md (## Phase 1: ..., - [ ] T001 ...)",
  tasks(files) {
    const [only, ...others] = files;
    const phases = only === undefined || others.length > 0 ? [] : phasesOf(only.text);
    return phases.some(({ tasks }) => tasks.length > 0) ? storiesOf(phases) : undefined;
  },
};

function phasesOf(text: string): readonly Phase[] {
  const phases: Phase[] = [];
  // What opened the block of code that a line stands in: headings and tasks in there are examples.
  let fence: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const before = fence;
    fence = fenceAfter(before, line);
    const phase = PHASE.exec(line)?.groups;
    if (before !== undefined || fence !== undefined) phases.at(-1)?.notes.push(line);
    else if (phase) {
      const story = STORY.exec(phase['title']!)?.groups?.['story'];
      phases.push({
        number: phase['phase']!,
        title: phase['title']!,
        notes: [],
        tasks: [],
        ...(story === undefined ? {} : { story }),
      });
    } else if (/^##?\s/.test(line)) {
      // What stands behind the phases (orders, strategies, examples) is about all of them.
      if (phases.length > 0) return phases;
    } else takeLine(phases.at(-1), line);
  }
  return phases;
}

/** A fence is closed by one of its own mark that is as long at least, and alone. */
function fenceAfter(open: string | undefined, line: string): string | undefined {
  const [, mark, rest = ''] = /^\s*(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
  if (mark === undefined) return open;
  // Code within a line is no fence.
  if (open === undefined) return mark.startsWith('`') && rest.includes('`') ? undefined : mark;
  return mark.startsWith(open) && rest.trim() === '' ? undefined : open;
}

function takeLine(phase: Phase | undefined, line: string): void {
  const task = TASK.exec(line)?.groups;
  if (task) phase?.tasks.push({ isDone: task['box'] !== ' ', text: `${task['id']} ${task['text']!.replace(MARKS, '').trim()}` });
  else phase?.notes.push(line);
}

function storiesOf(phases: readonly Phase[]): readonly Task[] {
  return phases
    .filter(({ tasks }) => tasks.length > 0)
    .map((phase, at, all) => {
      const before = all.slice(0, at);
      const needed = phase.story === undefined ? before : before.filter(({ story }) => story === undefined);
      const open = phase.tasks.filter(({ isDone }) => !isDone);
      const rank = RANK.exec(phase.title)?.groups?.['rank'];
      return {
        key: keyOf(phase),
        title: phase.title
          .replace(STORY, '')
          .replace(RANK, '')
          .replaceAll(/[\u{1F300}-\u{1FAFF}]\s*(?:MVP)?/gu, '')
          .trim(),
        text: phase.notes
          .join('\n')
          .replaceAll(/\n{3,}/g, '\n\n')
          .replaceAll(/^\s*---\s*$/gm, '')
          .trim(),
        criteria: open.map(({ text }) => text),
        needs: needed.map(keyOf),
        ...(rank === undefined ? {} : { priority: Number(rank) }),
        state: open.length === 0 ? 'done' : 'open',
      };
    });
}

function keyOf({ story, number }: Phase): string {
  return story === undefined ? `phase-${number}` : `us-${story}`;
}
