// A repository in which every story of a graph is integrated and landed: what a project looks like after a year of xpar.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { readAdr } from '../src/cards/read-adr.ts';
import { readStory } from '../src/cards/read-story.ts';
import { mergeMessage } from '../src/integrate/message.ts';
import type { Adr } from '../src/model/card.ts';
import type { Parts } from '../src/model/target.ts';
import { keyOf, whatParts } from '../src/stale/fingerprint.ts';
import type { Graph, GraphStory } from './graph.ts';
import { writeJournal } from './journal.ts';

interface Done {
  readonly story: GraphStory;
  readonly title: string;
  readonly what: Parts;
  readonly key: string;
}

/** Writes the repository: a first commit with all inputs, a lane's commit and its merge for each story, and the journal of it. */
export async function writeIntegrated(graph: Graph, folder: string): Promise<void> {
  const done = doneIn(graph);
  fs.mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q', '--initial-branch=main', '.');
  const stream = spawn('git', ['fast-import', '--quiet'], { cwd: folder, stdio: ['pipe', 'inherit', 'inherit'] });
  for (const part of history(graph, done)) if (!stream.stdin.write(part)) await once(stream.stdin, 'drain');
  stream.stdin.end();
  const [code] = (await once(stream, 'close')) as [number];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  git(folder, 'reset', '-q', '--hard', 'main');
  const commits = landings(folder);
  writeJournal(
    folder,
    done.map((one) => ({ ...one, commit: commits.get(one.story.id)! })),
  );
}

function doneIn({ stories, files }: Graph): readonly Done[] {
  const adrs = new Map<string, Adr>();
  for (const [file, text] of files) {
    const { adr } = file.startsWith('adr/') ? readAdr(file, Buffer.from(text)) : {};
    if (adr) adrs.set(adr.id, adr);
  }
  return stories.map((story) => {
    const read = readStory(story.file, Buffer.from(story.text)).story;
    if (!read) throw new Error(`${story.file} cannot be read`);
    const what = whatParts(
      read,
      story.adrs.map((id) => adrs.get(id)!),
    );
    return { story, title: read.title, what, key: keyOf(what) };
  });
}

function* history(graph: Graph, done: readonly Done[]): Generator<string> {
  yield commit('refs/heads/main', 'inputs');
  yield* [...graph.files].map(([file, text]) => blob(file, text));
  yield* graph.stories.map(({ file, text }) => blob(file, text));
  yield blob('xpar.config.json', `{ "gates": [{ "name": "test", "command": ["true"] }] }\n`);
  yield blob('.gitignore', '.xpar/\n');
  for (const one of done) {
    const made = blob(one.story.made, `export const made = '${one.story.id}';\n`);
    yield commit('refs/heads/lane', `${one.story.id}: work`, 'refs/heads/main') + made;
    yield `${commit('refs/heads/main', messageOf(one))}merge refs/heads/lane\n${made}`;
  }
  yield 'reset refs/heads/xpar/integration\nfrom refs/heads/main\n\n';
  yield `reset refs/heads/lane\nfrom ${'0'.repeat(40)}\n\n`;
}

function messageOf({ story, title, key }: Done): string {
  return mergeMessage({
    story: story.id,
    title,
    key,
    agent: 'claude',
    model: 'claude-sonnet-4-6',
    floorTokens: { estimate: 7400, actual: 7500 },
    workingTokens: { estimate: 21_000, actual: 20_000 },
    gateDigest: '0'.repeat(64),
  });
}

function landings(folder: string): ReadonlyMap<string, string> {
  const format = '--format=%H %(trailers:key=Xpar-Story,valueonly,separator=)';
  const lines = git(folder, 'log', '--merges', format).split('\n');
  return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]));
}

function commit(ref: string, message: string, from?: string): string {
  const who = 'committer xpar <xpar@localhost> 1750000000 +0000';
  return `commit ${ref}\n${who}\ndata ${Buffer.byteLength(message)}\n${message}\n${from === undefined ? '' : `from ${from}\n`}`;
}

function blob(file: string, text: string): string {
  return `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
}

function git(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`git ${args[0]} ended with ${status}: ${stderr}`);
  return stdout;
}
