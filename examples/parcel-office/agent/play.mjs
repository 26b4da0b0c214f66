const HEADING =
  /^## (?<verb>create|rewrite|add to|add imports to) (?<file>\S+)(?: before `(?<before>.+?)`)?(?: when the brief says `(?<when>.+)`)?$/;

/**
 * Reads a play: a markdown file with `multiplier` and `requests` on its first lines, and one section for each edit, with
 * the text in a fenced block. Gives `{ multiplier, requests, edits: [{ verb, file, before, when, text }] }`.
 */
export function readPlay(markdown) {
  const edits = markdown
    .split(/^(?=## )/m)
    .slice(1)
    .map(readEdit);
  return { multiplier: numberNamed('multiplier', markdown), requests: numberNamed('requests', markdown), edits };
}

function readEdit(section) {
  const heading = section.slice(0, section.indexOf('\n'));
  const found = HEADING.exec(heading);
  if (!found) throw new Error(`not a heading of a play: ${heading}`);
  const [, text] = /^```js\n(.*?)^```$/ms.exec(section) ?? [];
  if (text === undefined) throw new Error(`nothing to play under: ${heading}`);
  return { ...found.groups, text };
}

function numberNamed(name, markdown) {
  const [, value] = new RegExp(`^${name}: ([\\d.]+)$`, 'm').exec(markdown) ?? [];
  if (value === undefined) throw new Error(`the play has no ${name}`);
  return Number(value);
}

/** The edits for a brief: those for any brief and those for what this one says. A rewritten file is not created first. */
export function playFor(play, brief) {
  const fitting = play.edits.filter(({ when }) => when === undefined || brief.includes(when));
  const rewritten = new Set(fitting.filter(({ verb }) => verb === 'rewrite').map(({ file }) => file));
  return fitting.filter(({ verb, file }) => verb !== 'create' || !rewritten.has(file));
}

/** A file's text after an edit; `before` is undefined where there is no file. What was done by an earlier session stays as it is. */
export function applyEdit(edit, before) {
  switch (edit.verb) {
    case 'create':
      return before ?? edit.text;
    case 'rewrite':
      return edit.text;
    case 'add imports to':
      return before.includes(edit.text) ? before : edit.text + before;
    case 'add to':
      return before.includes(edit.text) ? before : insert(edit, before);
  }
}

/** Puts a text at the end, or before an anchor, with an empty line between it and what is there. */
function insert({ file, before: anchor, text }, content) {
  if (anchor === undefined) return `${content}\n${text}`;
  const place = content.indexOf(anchor);
  if (place < 0) throw new Error(`${file} has no "${anchor}"`);
  return `${content.slice(0, place)}${text}\n${content.slice(place)}`;
}
