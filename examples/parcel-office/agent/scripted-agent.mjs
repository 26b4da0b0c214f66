/*
 * Stands in for a coding agent, so that this example runs without one, without a network and without cost: a script, and
 * no model. It plays the edits prepared in plays/<story>.md into the folder it is started in, tests first, and tells the
 * tokens that a session of this size would have used.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { applyEdit, playFor, readPlay } from './play.mjs';
import { requestsOf, tokensOf } from './usage.mjs';

const PAUSE_MS = 200;

console.log('This is a script and no model: it plays prepared edits.');
const missing = ['XPAR_STORY', 'XPAR_PROMPT_FILE', 'XPAR_EVENTS'].filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`not set: ${missing.join(', ')}. This program is started by xpar.`);
  process.exit(2);
}
const { XPAR_STORY: story, XPAR_PROMPT_FILE: promptFile, XPAR_EVENTS: eventFile } = process.env;
const brief = readFileSync(promptFile, 'utf8');
const playFile = path.join(import.meta.dirname, 'plays', `${story}.md`);
const play = existsSync(playFile) ? readPlay(readFileSync(playFile, 'utf8')) : { multiplier: 0, requests: 1, edits: [] };
const changes = playFor(play, brief).filter((edit) => applyEdit(edit, textOf(edit.file)) !== textOf(edit.file));

if (changes.length === 0) {
  tell({ type: 'usage', ...requestsOf(tokensOf(brief), { multiplier: 0.1, requests: 1 })[0] });
  tell({ type: 'note', text: 'no play for this: nothing was changed' });
  process.exit(0);
}
const requests = requestsOf(tokensOf(brief), play);
for (const [index, request] of requests.entries()) {
  await pause(PAUSE_MS);
  tell({ type: 'usage', ...request });
  // The first requests read and think; each of the last ones makes one change.
  const edit = changes[index - (requests.length - changes.length)];
  if (edit) make(edit);
}
console.log(`${story}: ${changes.length} files changed`);

function make(edit) {
  mkdirSync(path.dirname(edit.file), { recursive: true });
  writeFileSync(edit.file, applyEdit(edit, textOf(edit.file)));
  tell({ type: 'edit', path: edit.file });
  console.log(`${edit.verb} ${edit.file}`);
}

function textOf(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function tell(event) {
  appendFileSync(eventFile, `${JSON.stringify(event)}\n`);
}
