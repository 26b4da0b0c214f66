import path from 'node:path';
import { isRunning } from '../../check/lock-state.ts';
import { isLocked, lockProblems, lockStates } from '../../check/locks.ts';
import type { Host } from '../../host/host.ts';
import { suggest } from '../../model/suggest.ts';
import type { Adr } from '../../model/card.ts';
import type { KnownLocks } from '../../model/known-locks.ts';
import type { CardProblem } from '../../model/problem.ts';
import { covers } from '../../plan/scope.ts';
import { readKnownLocks, writeKnownLocks } from '../../record/known-locks.ts';
import { personHere } from './acceptance.ts';
import { asPerson } from '../project/as-person.ts';
import { startCommit, type Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';

const MAX_TEST_BYTES = 1024 * 1024;

type Texts = ReadonlyMap<string, string | undefined>;

/** Texts of all test files that ADRs are locked in by. */
export async function lockTexts(host: Host, project: Project, adrs: readonly Adr[] = project.adrs): Promise<Texts> {
  const paths = new Set(adrs.flatMap((adr) => adr.lockedInBy.map((lock) => lock.file)));
  return new Map(await Promise.all([...paths].map(async (file) => [file, await testText(host, project, file)] as const)));
}

/** From the person's checkout, else from what is integrated and not landed yet. */
async function testText(host: Host, project: Project, file: string): Promise<string | undefined> {
  const { top } = project.repository;
  const read = await host.files.readInside(top, path.normalize(file), MAX_TEST_BYTES);
  if (read.ok) return Buffer.from(read.bytes).toString();
  return (await textsAt(host, top, { commit: startCommit(project), files: [file] })).get(file);
}

async function textsAt(
  host: Host,
  top: string,
  at: { readonly commit: string; readonly files: readonly string[] },
): Promise<Texts> {
  const entries = await host.git.files(top, at.commit, at.files);
  const blobs = await host.git.blobs(
    top,
    [...entries.values()].map(({ blob }) => blob),
  );
  const text = (bytes: Uint8Array | undefined): string | undefined =>
    bytes === undefined || bytes.length > MAX_TEST_BYTES ? undefined : Buffer.from(bytes).toString();
  return new Map([...entries].map(([file, { blob }]) => [file, text(blobs.get(blob))]));
}

/** ADRs whose tests are gone, do not run, or say something else than was known; pending ones are none. */
export async function suspectAdrs(host: Host, project: Project): Promise<readonly CardProblem[]> {
  const { stories, adrs, landings, store } = project;
  const found = lockProblems({
    stories,
    adrs,
    tests: await lockTexts(host, project),
    locks: await readKnownLocks(host.files, store.layout),
    covers,
    integrated: new Set(landings.keys()),
  });
  return found.filter(({ reason }) => reason !== 'lock-pending');
}

/** What a build finds whole, and nothing was known of, is known from then on. For the one writer only. */
export async function keepWholeLocks(host: Host, project: Project): Promise<void> {
  const known = await readKnownLocks(host.files, project.store.layout);
  const fresh = project.adrs.filter((adr) => isLocked(adr) && adr.lockedInBy.length > 0 && !known.has(adr.id));
  if (fresh.length === 0) return;
  const texts = await lockTexts(host, project, fresh);
  const whole = fresh.flatMap((adr): (readonly [string, KnownLocks])[] => {
    const states = lockStates(adr, texts);
    if (![...states.values()].every(isRunning)) return [];
    return [[adr.id, { contract: adr.contractDigest, tests: Object.fromEntries(states), at: host.clock.now() }]];
  });
  if (whole.length > 0) await writeKnownLocks(host.files, project.store.layout, new Map([...known, ...whole]));
}

/** A person's word that an ADR's locks are right as they stand. Gives how each of its tests stands. */
export async function confirmAdr(
  host: Host,
  project: Project,
  word: { readonly adr: string; readonly command: string },
): Promise<Got<KnownLocks & { readonly adr: Adr }>> {
  const named = word.adr.toLowerCase();
  const adr = project.adrs.find(({ id, shownId }) => [id, shownId].some((name) => name.toLowerCase() === named));
  if (adr === undefined) {
    const names = project.adrs.map(({ shownId }) => shownId);
    const suggestion = suggest(word.adr, names);
    const problem = { reason: 'bad-argument', name: 'ADR', found: word.adr, expected: `one of ${names.join(', ')}` } as const;
    return { ok: false, problems: [{ ...problem, ...(suggestion === undefined ? {} : { suggestion }) }] };
  }
  const tests = Object.fromEntries(lockStates(adr, await lockTexts(host, project, [adr])));
  const by = await personHere(host, project.repository.top);
  return asPerson(host, project, word.command, async () => {
    const at = host.clock.now();
    const known: KnownLocks = { contract: adr.contractDigest, tests, at, by };
    const before = await readKnownLocks(host.files, project.store.layout);
    await writeKnownLocks(host.files, project.store.layout, new Map([...before, [adr.id, known]]));
    await project.store.append({ t: 'confirmed', at, adr: adr.id, contract: known.contract, tests, by });
    return { ok: true, value: { ...known, adr } };
  });
}

/**
 * Tests that lock ADRs in and that a lane took away, silenced or changed: of ADRs whose contract stands as when their locks were
 * known to be right. What was not running before is the lane's to write.
 */
export async function locksTouched(
  host: Host,
  project: Project,
  lane: {
    readonly base: string;
    readonly commit: string;
    readonly paths: readonly string[];
    readonly allowed: readonly string[];
  },
): Promise<readonly string[]> {
  const touched = new Set(lane.paths.filter((file) => !covers(lane.allowed, file)));
  const adrs = project.adrs.filter((adr) => isLocked(adr) && adr.lockedInBy.some(({ file }) => touched.has(file)));
  if (adrs.length === 0) return [];
  const { top } = project.repository;
  const known = await readKnownLocks(host.files, project.store.layout);
  const files = [...new Set(adrs.flatMap((adr) => adr.lockedInBy.map(({ file }) => file)))].filter((file) => touched.has(file));
  const [before, after] = await Promise.all([lane.base, lane.commit].map((commit) => textsAt(host, top, { commit, files })));
  return adrs.flatMap((adr) => {
    const edited = known.has(adr.id) && known.get(adr.id)!.contract !== adr.contractDigest;
    const own = { ...adr, lockedInBy: adr.lockedInBy.filter(({ file }) => touched.has(file)) };
    const now = lockStates(own, after!);
    const was = [...lockStates(own, before!)].filter(([, state]) => isRunning(state));
    return edited ? [] : was.flatMap(([name, state]) => (now.get(name) === state ? [] : [`${name} (${adr.shownId})`]));
  });
}
