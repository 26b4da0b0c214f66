import path from 'node:path';
import type { BriefSection } from '../../agents/brief.ts';
import { BRIEF_VERSION, briefSections } from '../../agents/brief.ts';
import type { Host, TreeEntry } from '../../host/host.ts';
import type { Adr, Story } from '../../model/card.ts';
import { floorOf, type Floor } from '../../model/budget.ts';
import type { Config, GateConfig } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import type { Parts } from '../../model/target.ts';
import { covers } from '../../plan/scope.ts';
import type { TokenCache } from '../../record/token-cache.ts';
import { budgetParts } from '../../stale/fingerprint.ts';
import { gatesFor } from './gates-for.ts';
import { instructionFiles, type InstructionFile } from '../project/settings.ts';

const MAX_FILES_PER_GLOB = 500;
const MAX_CONTEXT_FILE_BYTES = 1024 * 1024;

/** What a story's floor is made of, before anything is counted. */
export interface FloorInputs {
  readonly story: Story;
  readonly adrs: readonly Adr[];
  readonly files: readonly { readonly path: string; readonly blob: string }[];
  /** Those that will judge it. */
  readonly gates: readonly GateConfig[];
  readonly docs: readonly string[];
  /** What agents read unasked: part of their base, not of the floor. */
  readonly instructions: readonly InstructionFile[];
  readonly problems: readonly Problem[];
}

/** Which files of a commit's tree the card's `context` globs name, and which of the project's gates will judge it. */
export function floorInputs(
  story: Story,
  adrs: readonly Adr[],
  tree: ReadonlyMap<string, TreeEntry>,
  { gates, config: { docs } }: { readonly gates: readonly GateConfig[]; readonly config: Pick<Config, 'docs'> },
): FloorInputs {
  const problems: Problem[] = [];
  const chosen = new Map<string, string>();
  for (const [index, glob] of story.context.entries()) {
    const place = story.places[`/context/${index}`] ?? { file: story.file };
    if (path.posix.normalize(glob).startsWith('..') || path.posix.isAbsolute(glob)) {
      problems.push({ reason: 'context-outside', place, glob });
      continue;
    }
    const found = filesNamed(glob, tree);
    if (found.length === 0) problems.push({ reason: 'context-nothing', place, glob });
    if (found.length > MAX_FILES_PER_GLOB) {
      problems.push({ reason: 'context-too-many', place, glob, count: found.length, limit: MAX_FILES_PER_GLOB });
      continue;
    }
    for (const [name, entry] of found) chosen.set(name, entry.blob);
  }
  const files = [...chosen].map(([name, blob]) => ({ path: name, blob })).sort((a, b) => (a.path < b.path ? -1 : 1));
  return { story, adrs, files, gates: gatesFor(gates, story), docs, instructions: instructionFiles(tree), problems };
}

/** Links and submodules are not files an agent reads; a link could also lead out of the repository. */
function filesNamed(glob: string, tree: ReadonlyMap<string, TreeEntry>): [string, TreeEntry][] {
  // Most cards name files outright: no need to hold each against the whole tree.
  const outright = tree.get(glob);
  const candidates: Iterable<[string, TreeEntry]> = outright ? [[glob, outright]] : tree;
  return [...candidates].filter(([name, entry]) => entry.mode.startsWith('100') && covers([glob], name));
}

/** The named parts a measured floor depends on. */
export function floorParts(inputs: FloorInputs, tokenizer: string): Parts {
  const { story, adrs, files, docs } = inputs;
  return budgetParts({ story, adrs, files, docs, tokenizer, brief: String(BRIEF_VERSION) });
}

export interface Measured {
  readonly sections: readonly BriefSection[];
  readonly floor: Floor;
  readonly problems: readonly Problem[];
}

/** Reads the context files at their commit, builds the very sections the agent will get, and counts each. */
export async function measureFloor(host: Host, checkout: string, inputs: FloorInputs, cache: TokenCache): Promise<Measured> {
  return (await measureFloors(host, checkout, [inputs], cache))[0]!;
}

/** As `measureFloor`, for many stories: what they read is fetched from git in one go. */
export async function measureFloors(
  host: Host,
  checkout: string,
  all: readonly FloorInputs[],
  cache: TokenCache,
): Promise<readonly Measured[]> {
  const blobs = new Set(all.flatMap(({ files }) => files.map(({ blob }) => blob)));
  const contents = await host.git.blobs(checkout, [...blobs]);
  return Promise.all(all.map((inputs) => measured(inputs, contents, cache)));
}

async function measured(inputs: FloorInputs, contents: ReadonlyMap<string, Uint8Array>, cache: TokenCache): Promise<Measured> {
  const problems = [...inputs.problems];
  const files: { path: string; text: string }[] = [];
  for (const { path: name, blob } of inputs.files) {
    const bytes = contents.get(blob) ?? new Uint8Array();
    if (isBinary(bytes)) problems.push({ reason: 'context-binary', place: { file: inputs.story.file }, path: name });
    else files.push({ path: name, text: Buffer.from(bytes).toString() });
  }
  const gates = inputs.gates.map((gate) => gate.command.join(' '));
  const { story, adrs, docs } = inputs;
  const sections = briefSections({ story, adrs, files, gates, docs });
  const parts = await Promise.all(
    sections.map(async ({ kind, name, text }) => ({ kind, name, tokens: await cache.count(text) })),
  );
  return { sections, floor: floorOf(parts), problems };
}

/** A NUL among the first 8,000 bytes, as git decides it; what is larger than 1 MiB is no context for anybody either. */
function isBinary(bytes: Uint8Array): boolean {
  return bytes.length > MAX_CONTEXT_FILE_BYTES || bytes.subarray(0, 8000).includes(0);
}
