import { hash } from 'node:crypto';
import type { Adr, Story } from '../model/card.ts';
import type { GateConfig } from '../model/config.ts';
import type { PartChange, Parts } from '../model/target.ts';

/** First 16 hex digits of the SHA-256 of a text: how a part is kept. */
export function digestOf(text: string): string {
  return hash('sha256', text).slice(0, 16);
}

/** The texts whose digests are `whatParts`, by part name. */
export function whatTexts(story: Story, adrs: readonly Adr[]): Readonly<Record<string, string>> {
  return {
    title: story.what.title,
    body: story.what.body,
    acceptance: story.what.acceptance,
    ...Object.fromEntries(adrs.map((adr) => [`contract ${adr.id}`, adr.contract])),
  };
}

/** What is asked for: the normalised card and the contracts in scope. Scope, status, priority and budget are not in it (ADR-4). */
export function whatParts(story: Story, adrs: readonly Adr[]): Parts {
  const parts: Record<string, string> = { ...story.digests };
  for (const adr of adrs) parts[`contract ${adr.id}`] = adr.contractDigest;
  return parts;
}

/** One digest over parts, whatever their order, and whatever number an ADR goes by: a contract that only got another is the same. */
export function keyOf(parts: Parts): string {
  const named = Object.entries(parts).map(([part, digest]) =>
    JSON.stringify([part.replace(/^contract .*/s, 'contract'), digest]),
  );
  return digestOf(JSON.stringify(named.sort()));
}

export interface How {
  readonly model: string;
  readonly agent: string;
  readonly brief: string;
  /** Who works on it, one after the other; absent where it is one implementer. */
  readonly roles?: string;
  /** Where it is looked up; none is as if the config had no such key. */
  readonly docs?: readonly string[];
}

/** What `implement` depends on: what is asked, and, until it is integrated, how it is done. */
export function implementParts(what: Parts, how: How): Parts {
  const { model, agent, brief, roles, docs } = how;
  return { ...what, model, agent, 'brief version': brief, ...(roles === undefined ? {} : { roles }), ...docsPart(docs) };
}

function docsPart(docs: readonly string[] = []): Parts {
  return docs.length === 0 ? {} : { docs: digestOf(JSON.stringify(docs)) };
}

/** One digest of `implementParts`: what roles left counts for exactly this. */
export function howOf(parts: Parts): string {
  return digestOf(JSON.stringify(Object.entries(parts).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** What a measured floor depends on: the bytes of card, ADRs and context files, and the tokenizer. Learned values are not in it. */
export function budgetParts(input: {
  story: Story;
  adrs: readonly Adr[];
  files: readonly { path: string; blob: string }[];
  tokenizer: string;
  brief: string;
  docs?: readonly string[];
}): Parts {
  return {
    card: digestOf(input.story.digest),
    ...Object.fromEntries(input.adrs.map((adr) => [adr.id, digestOf(adr.digest)])),
    ...Object.fromEntries(input.files.map((file) => [`file ${file.path}`, file.blob])),
    tokenizer: input.tokenizer,
    'brief version': input.brief,
    ...docsPart(input.docs),
  };
}

/** What a gate's verdict depends on: the tree, the commands, the lane's scope. */
export function gateParts(tree: string, gates: readonly GateConfig[], scope: readonly string[]): Parts {
  return { tree, gates: gatesKey(gates), scope: digestOf(JSON.stringify(scope)) };
}

export function gatesKey(gates: readonly GateConfig[]): string {
  return digestOf(
    JSON.stringify(
      gates.map(({ name, command, report, timeoutMs, env, minTests }) => [
        name,
        command,
        report ?? null,
        timeoutMs,
        env ?? [],
        ...(minTests === undefined ? [] : [minTests]),
      ]),
    ),
  );
}

/** The parts that differ, by name. */
export function changedParts(before: Parts, after: Parts): PartChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => before[name] !== after[name])
    .map((part) => ({
      part,
      ...(before[part] === undefined ? {} : { before: before[part] }),
      ...(after[part] === undefined ? {} : { after: after[part] }),
    }));
}
