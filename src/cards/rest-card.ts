import type { Story } from '../model/card.ts';
import type { Checkpoint } from '../model/checkpoint.ts';

/** What a session left of a card that filled its smart zone. */
export interface Remainder {
  readonly story: Story;
  /** As the session told it. */
  readonly told?: Pick<Checkpoint, 'completed' | 'pending' | 'next'>;
}

/** A draft for the remainder of a story: its scope, and the criteria that nothing says are met. A person strikes what is done. */
export function restCardText({ story, told }: Remainder): string {
  const { completed = [], pending = [], next } = told ?? {};
  const done = new Set(completed.map(wordsOf));
  const open = story.acceptance.filter((criterion) => !done.has(wordsOf(criterion)));
  const left = [...pending, ...(next === undefined ? [] : [`next: ${next}`])];
  const title = lineOf(`${story.title}: the rest`);
  return `---
title: ${JSON.stringify(title)}
status: draft
${story.type === undefined ? '' : `type: ${JSON.stringify(story.type)}\n`}priority: ${story.priority}
${story.budget === undefined ? '' : `budget:\n  model: ${JSON.stringify(story.budget.model)}\n`}adrs: ${listed(story.adrs)}
context: ${listed(story.context)}
files: ${listed(story.files)}
depends_on: ${listed([story.id])}
gates: ${listed(story.gates)}
---
# ${title}

What is left of ${story.id}, whose session filled its smart zone. Its work so far is that story's. Strike below what it has done.

## Acceptance criteria
${boxes(open.length === 0 ? story.acceptance : open)}
${left.length === 0 ? '' : `\n## What the session said is left\n${left.map((one) => `- ${lineOf(one)}`).join('\n')}\n`}
## Definition of done
- [ ] a test shows it
`;
}

function boxes(criteria: readonly string[]): string {
  return criteria.map((one) => `- [ ] ${lineOf(one)}`).join('\n');
}

/** JSON is YAML, whatever it holds. */
function listed(values: readonly string[]): string {
  return `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
}

function lineOf(text: string): string {
  return text.replaceAll(/[\s\p{C}]+/gu, ' ').trim();
}

/** However it is marked up. */
function wordsOf(text: string): string {
  return lineOf(text.replaceAll(/[`*_~\\]/g, '')).toLowerCase();
}
