// A repository in which every story of a graph is integrated and landed: what a project looks like after a year of xpar.
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { readAdr } from '../src/cards/read-adr.ts';
import { readStory } from '../src/cards/read-story.ts';
import { keyOf, whatParts } from '../src/stale/fingerprint.ts';
import { mergeMessage } from '../src/integrate/message.ts';
import type { Graph } from './graph.ts';

/** Writes the repository: a first commit with all inputs, then a lane's commit and its merge for each of the first `done` stories. */
export async function writeIntegrated(graph: Graph, folder: string, done = graph.stories.length): Promise<void> {
  fs.mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q', '--initial-branch=main', '.');
  const stream = spawn('git', ['fast-import', '--quiet'], { cwd: folder, stdio: ['pipe', 'inherit', 'inherit'] });
  for (const part of history(graph, done)) if (!stream.stdin.write(part)) await once(stream.stdin, 'drain');
  stream.stdin.end();
  const [code] = (await once(stream, 'close')) as [number];
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
  git(folder, 'reset', '-q', '--hard', 'main');
}

function* history(graph: Graph, done: number): Generator<string> {
  const adrs = new Map(
    [...graph.files].filter(([file]) => file.startsWith('adr/')).map(([file, text]) => [adrIdOf(file), adrOf(file, text)]),
  );
  const config = `export default { gates: [{ name: 'test', command: ['true'] }] };\n`;
  yield commit('refs/heads/main', 'inputs');
  yield* [...graph.files].map(([file, text]) => blob(file, text));
  yield* graph.stories.map(({ file, text }) => blob(file, text));
  yield blob('xpar.config.mjs', config);
  yield blob('.gitignore', '.xpar/\n');
  for (const story of graph.stories.slice(0, done)) {
    const read = readStory(story.file, Buffer.from(story.text)).story;
    if (!read) throw new Error(`${story.file} cannot be read`);
    const key = keyOf(
      whatParts(
        read,
        story.adrs.map((id) => adrs.get(id)!),
      ),
    );
    yield commit('refs/heads/lane', `${story.id}: work`, 'refs/heads/main');
    yield blob(story.made, `export const made = '${story.id}';\n`);
    yield `${commit('refs/heads/main', mergeMessage({ story: story.id, title: read.title, key, agent: 'command', model: 'claude-sonnet-4-6', floorTokens: { estimate: 6000, actual: 6100 }, workingTokens: { estimate: 21000, actual: 20000 }, gateDigest: '0'.repeat(64) }))}merge refs/heads/lane\n`;
    yield blob(story.made, `export const made = '${story.id}';\n`);
  }
  yield 'reset refs/heads/xpar/integration\nfrom refs/heads/main\n\nreset refs/heads/lane\nfrom 0000000000000000000000000000000000000000\n\n';
}

function adrIdOf(file: string): string {
  return /ADR-\d+/.exec(file)![0];
}

function adrOf(file: string, text: string): NonNullable<ReturnType<typeof readAdr>['adr']> {
  const { adr } = readAdr(file, Buffer.from(text));
  if (!adr) throw new Error(`${file} cannot be read`);
  return adr;
}

function commit(ref: string, message: string, from?: string): string {
  const bytes = Buffer.byteLength(message);
  const who = 'committer xpar <xpar@localhost> 1750000000 +0000';
  return `commit ${ref}\n${who}\ndata ${bytes}\n${message}\n${from === undefined ? '' : `from ${from}\n`}`;
}

function blob(file: string, text: string): string {
  return `M 100644 inline ${file}\ndata ${Buffer.byteLength(text)}\n${text}\n`;
}

function git(cwd: string, ...args: readonly string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]} ended with ${status}: ${stderr}`);
}
