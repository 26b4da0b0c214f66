import path from 'node:path';
import type { Files } from '../host/host.ts';
import type { RanTests } from '../model/test-report.ts';
import type { Layout } from './layout.ts';

/** A tree stays a base for as long as lanes that began on it are under way. */
const KEPT = 64;

/** A tree, and a gate by the digest of what it runs. */
export interface OfTree {
  readonly tree: string;
  readonly gate: string;
}

/** Tests that ran when this gate was green on this tree; undefined where that is lost, or not as xpar writes it. */
export async function readKnownTests(
  files: Pick<Files, 'readText'>,
  { knownTests }: Pick<Layout, 'knownTests'>,
  of: OfTree,
): Promise<readonly RanTests[] | undefined> {
  try {
    const text = await files.readText(path.join(knownTests, nameOf(of)));
    const { schemaVersion, ran } = JSON.parse(text ?? '') as { schemaVersion: number; ran: readonly RanTests[] };
    return schemaVersion === 1 && Array.isArray(ran) ? ran : undefined;
  } catch {
    return undefined;
  }
}

/** A cache: what is lost is found anew. The oldest make room. */
export async function keepKnownTests(
  files: Pick<Files, 'makeFolder' | 'writeCache' | 'list' | 'stamps' | 'remove'>,
  { knownTests }: Pick<Layout, 'knownTests'>,
  known: OfTree & { readonly ran: readonly RanTests[] },
): Promise<void> {
  const text = `${JSON.stringify({ schemaVersion: 1, ran: known.ran })}\n`;
  await files.makeFolder(knownTests);
  await files.writeCache(path.join(knownTests, nameOf(known)), Buffer.from(text));
  const all = ((await files.list(knownTests)) ?? []).map((name) => path.join(knownTests, name));
  if (all.length <= KEPT) return;
  const stamps = await files.stamps(all);
  const oldestFirst = all.map((file, at) => ({ file, at: stamps[4 * at + 1]! })).toSorted((a, b) => a.at - b.at);
  for (const { file } of oldestFirst.slice(0, all.length - KEPT)) await files.remove(file);
}

function nameOf({ tree, gate }: OfTree): string {
  return `${tree}-${gate.slice(0, 16)}.json`;
}
