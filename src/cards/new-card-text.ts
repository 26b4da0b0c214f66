/** A new story: a draft that reads without a problem. */
export function newStoryText(id: string, title: string): string {
  return `---
id: ${quoted(id)}
title: ${quoted(title)}
status: draft
adrs: []
context: []
files: []
depends_on: []
---
# ${heading(title)}

What is wanted and why, in the customer's words.

## Acceptance criteria
- [ ] something a person can see work

## Definition of done
- [ ] a test shows it
`;
}

/** A new ADR: a proposal that reads without a problem. */
export function newAdrText(number: number, title: string): string {
  return `---
title: ${quoted(title)}
status: proposed
predecessors: []
locked_in_by: []
---
# ADR-${number}: ${heading(title)}

## Decision
What holds from now on, in a sentence or two.

## Why
What made it necessary. This can be reworded freely.

## Contract
The types and signatures other stories may rely on.

## Does not decide
- what is left open, and which story or ADR owns it
`;
}

/** JSON text is YAML text, whatever it holds. */
function quoted(text: string): string {
  return /^[A-Za-z][A-Za-z0-9 -]*$/.test(text) && !WORDS_OF_YAML.test(text) ? text.trim() : JSON.stringify(text);
}

/** What YAML would read as something other than text. */
const WORDS_OF_YAML = /^(?:true|false|null)$/i;

function heading(title: string): string {
  return title.replace(/\s+/g, ' ').trim();
}
