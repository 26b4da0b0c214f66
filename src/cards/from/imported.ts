import { markdown } from '../markdown.ts';
import { plainText } from '../normal-text.ts';
import { readStory } from '../read-story.ts';
import { storyIdFault } from '../story-id.ts';
import { sections } from '../sections.ts';
import { backlog } from './backlog.ts';
import { issues } from './issues.ts';
import { prd } from './prd.ts';
import { specKit } from './spec-kit.ts';
import { taskmaster } from './taskmaster.ts';
import type { Source, SourceFile, Task } from './task.ts';

/** Every tool whose tasks become stories. A new one is one more entry. */
export const SOURCES: readonly Source[] = [prd, taskmaster, issues, specKit, backlog];

export interface Imported {
  readonly source: string;
  /** To be written, in their order. */
  readonly cards: readonly { readonly id: string; readonly title: string; readonly text: string }[];
  /** Done, or given up, where they come from: by what they are called there. */
  readonly done: readonly string[];
  /** What cannot be a card, and why. */
  readonly refused: readonly { readonly task: string; readonly why: string }[];
}

/** Tasks of another tool as draft cards; undefined where no source (or not the one of that name) knows these files. */
export function imported(
  files: readonly SourceFile[],
  { from, prefix }: { readonly from?: string; readonly prefix?: string },
): Imported | undefined {
  for (const source of SOURCES.filter(({ name }) => from === undefined || name === from)) {
    const tasks = source.tasks(files);
    if (tasks !== undefined) return { source: source.name, ...cardsOf(tasks, prefix) };
  }
  return undefined;
}

function cardsOf(tasks: readonly Task[], prefix: string | undefined): Omit<Imported, 'source'> {
  const isOver = ({ state }: Task): boolean => state === 'done' || state === 'dropped';
  const open = tasks.filter((task) => !isOver(task));
  const known = new Map(tasks.toReversed().map((task) => [task.key, task]));
  const seen = new Set<string>();
  const refused = new Map<Task, string>();
  const cards = open.map((task) => {
    const id = idOf(task.key, prefix);
    const needs = task.needs.filter((need) => !known.has(need) || !isOver(known.get(need)!));
    const text = cardText(task, [...new Set(needs.map((need) => idOf(need, prefix)))]);
    const card = { id, title: lineOf(task.title), text };
    const why = seen.has(id) ? `another is called ${id} as well` : faultOf(card);
    seen.add(id);
    if (why !== undefined) refused.set(task, why);
    return { task, needs, card };
  });
  // What needs one that is refused would wait for ever.
  for (let before = -1; before !== refused.size;) {
    before = refused.size;
    for (const { task, needs } of cards) {
      const gone = needs.find((need) => !known.has(need) || refused.has(known.get(need)!));
      if (gone !== undefined && !refused.has(task))
        refused.set(task, `it needs ${gone}, which is ${known.has(gone) ? 'not imported' : 'not there'}`);
    }
  }
  return {
    cards: cards.filter(({ task }) => !refused.has(task)).map(({ card }) => card),
    done: tasks.filter(isOver).map(({ key }) => key),
    refused: open.flatMap((task) => (refused.has(task) ? [{ task: task.key, why: refused.get(task)! }] : [])),
  };
}

function faultOf({ id, title, text }: Imported['cards'][number]): string | undefined {
  if (title === '') return 'it has no title';
  const fault = storyIdFault(id);
  if (fault !== undefined) return `its id ${JSON.stringify(id)} would have to be ${fault}`;
  const [problem] = readStory(`${id}.md`, Buffer.from(text)).problems;
  return problem === undefined ? undefined : `its card would be wrong (${problem.reason})`;
}

function idOf(key: string, prefix: string | undefined): string {
  const slug = key
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return prefix === undefined ? slug : `${prefix}-${slug}`;
}

function lineOf(text: string): string {
  return text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
}

/** A draft: nobody has said yet what it may cost, or that it is wanted as it stands. */
function cardText(task: Task, needs: readonly string[]): string {
  const own = criteriaIn(task.text);
  const criteria = task.criteria
    .filter((one) => !own.items.has(wordsOf(one)))
    .map((one) => `- [ ] ${lineOf(one)}`)
    .join('\n');
  const told = criteria === '' ? '' : `\n${own.heading}\n${criteria}\n`;
  return `---
title: ${JSON.stringify(lineOf(task.title))}
status: ${task.state === 'blocked' ? 'blocked' : 'draft'}
${task.priority === undefined ? '' : `priority: ${task.priority}\n`}adrs: []
context: []
files: [${(task.files ?? []).map((file) => JSON.stringify(lineOf(file))).join(', ')}]
depends_on: [${needs.join(', ')}]
x-imported: ${JSON.stringify(task.key)}
---
# ${lineOf(task.title)}
${task.text === '' ? '' : `\n${task.text}\n`}${told}`;
}

/** What a text says itself under that name, and the heading under which more of it stands beside it, and not within. */
function criteriaIn(text: string): { readonly items: ReadonlySet<string>; readonly heading: string } {
  const read = markdown('', text, 1);
  const own = 'blocks' in read ? sections(read.blocks).filter(({ name }) => name === 'acceptance criteria') : [];
  const items = own
    .flatMap(({ content }) => content)
    .flatMap((block) => ((block.kind === 'list' || block.kind === 'steps') && 'children' in block ? block.children : []));
  const depth = Math.min(2, ...own.map(({ heading }) => heading.depth));
  return {
    items: new Set(items.map((one) => wordsOf(plainText(one)))),
    heading: `${'#'.repeat(depth)} Acceptance criteria`,
  };
}

/** However it is marked up. */
function wordsOf(text: string): string {
  return lineOf(text.replaceAll(/[`*_~\\]/g, '')).toLowerCase();
}
