import path from 'node:path';
import type { Host, Refs, Repository } from '../../host/host.ts';
import type { Config } from '../../model/config.ts';
import { NOTHING_SHARED, type SharedLedger } from '../../model/history.ts';
import type { Problem } from '../../model/problem.ts';
import type { State } from '../../model/record.ts';
import { openCardIndex } from '../../record/card-index.ts';
import { layoutOf, type Layout } from '../../record/layout.ts';
import type { Sighting } from '../../record/quick-answer.ts';
import type { SharedRead } from '../../record/shared-ledger.ts';
import { openStore, type Store } from '../../record/store.ts';
import { detectGates, GATE_FILES } from './detect.ts';
import { findBase, remoteTips, type Head, type FoundBase } from './find-base.ts';
import { landingsOf, latestOf, untold } from './find-landings.ts';
import { CONFIG_FILES, loadConfig } from './load-config.ts';
import { readerOf, readTheCards, rememberCards } from './read-the-cards.ts';
import type { Project } from './project.ts';
import { look, sightingOf, withCards } from './sighting.ts';
import { reckoningBy, withToldBy } from './told-by-trailers.ts';

/** A value, or the problems that stand in its way. */
export type Got<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

const OLDEST_GIT = [2, 38] as const;

/** The repository a command stands in, and how it is configured. */
export interface Opened {
  readonly repository: Repository;
  readonly config: Config;
  readonly configFile?: string;
  /** Other files that the config was put together from, absolute. */
  readonly configParts: readonly string[];
  readonly layout: Layout;
  /** What the config came from, as it looked before; absent where more than its text decides what it says. */
  readonly configSeen?: Sighting;
}

export async function openRepository(host: Host): Promise<Got<Opened>> {
  const found = await findRepository(host);
  if (!found.ok) return found;
  const { top, commonDir } = found.value;
  const { folder } = layoutOf(commonDir);
  if (await host.files.isLinked(path.dirname(folder), path.basename(folder))) return no({ reason: 'state-linked', path: folder });
  const seen = await look(
    host,
    [...CONFIG_FILES, ...GATE_FILES].map((file) => path.join(top, file)),
  );
  const configured = await loadConfig(host, top, layoutOf(commonDir).config(top));
  if (!configured.ok) return configured;
  const { config, file, parts, isClosed } = configured.value;
  const layout = layoutOf(commonDir, config.worktree.folder);
  host.commands.conceal(config.secrets);
  return {
    ok: true,
    value: {
      repository: found.value,
      config,
      layout,
      configParts: parts,
      ...(file === undefined ? {} : { configFile: file }),
      ...(isClosed ? { configSeen: seen } : {}),
    },
  };
}

/** READ: cards, ADRs, config, git's refs and trailers, and the journal, as one value. Creates nothing. */
export async function readProject(host: Host, opened: Opened, head: Head = 'branch'): Promise<Got<Project>> {
  const { repository, config, layout } = opened;
  const { top } = repository;
  const seen = await sightingOf(host, opened);
  const refs = await host.git.refs(top);
  const base = await findBase(host, { refs, top }, { head, ...(config.base === undefined ? {} : { configured: config.base }) });
  if (!base.ok) return base;
  const store = await openStore(host.files, layout);
  if (!store.ok) return no(store.problem);
  const sinceMs = host.clock.now();
  const index = await openCardIndex(host.files, layout.cardIndex(top), await readerOf(host));
  const read = await readTheCards(host, opened, index);
  const { cards } = read;
  const shared = await readTheShared(host, opened, store.store.state, await readerOf(host));
  const { integration, tips } = await findIntegration(host, top, { refs, name: config.integration });
  const landings = await landingsOf(host, top, base.value.unborn === true ? tips : [...tips, base.value.commit], index.landings);
  const landed = latestOf([...landings.values()]);
  const ledger = await withUntold(host, opened, {
    landed,
    store: store.store,
    shared: shared.ledger,
  });
  await rememberCards(host, opened, index, { read, landings, sinceMs });
  return {
    ok: true,
    value: {
      ...opened,
      ...cards,
      base: base.value,
      integration,
      landings: landed,
      laneTips: laneTips(refs),
      gates: (config.gates.length > 0 ? config.gates : await detectGates(host.files, top)).map((gate) => ({
        ...gate,
        env: config.gateEnv,
      })),
      store: store.store,
      shared: ledger,
      sighting: () => seen && withCards(seen, top, read),
      problems: [...cards.problems, ...store.store.problems, ...shared.problems],
    },
  };
}

/** Evidence that only git has: looked for where a landing is in no ledger, as in a fresh clone. */
async function withUntold(
  host: Host,
  opened: Opened,
  at: {
    readonly landed: Project['landings'];
    readonly store: Store;
    readonly shared: SharedLedger;
  },
): Promise<SharedLedger> {
  const { landed, store, shared } = at;
  const left = untold(landed, store.state, shared);
  if (left.size === 0) return shared;
  const commits = [...left.values()].map(({ commit }) => commit);
  return withToldBy(shared, await host.git.trailersOf(opened.repository.top, commits), reckoningBy(host, opened));
}

/** Loaded only where a team shares its ledger. With a `reader`, what was read is kept for it; without, nothing is left behind. */
export async function readTheShared(
  host: Host,
  { repository: { top }, config, layout }: Opened,
  state: State,
  reader?: string,
): Promise<SharedRead> {
  const { shared: folder } = config.report;
  if (folder === undefined) return { ledger: NOTHING_SHARED, problems: [] };
  const { localIdentities, readShared } = await import('../../record/shared-ledger.ts');
  const { openSharedCache } = await import('../../record/shared-cache.ts');
  const cache = reader === undefined ? undefined : await openSharedCache(host.files, layout, top, reader);
  return readShared(host.files, { top, folder }, localIdentities(state), cache);
}

/** Where the base and the integration branch stand, and all tips whose history tells what landed. */
export async function historyOf(
  host: Host,
  { repository: { top }, config }: Opened,
): Promise<{ readonly base: FoundBase; readonly integration: Project['integration']; readonly tips: readonly string[] }> {
  const refs = await host.git.refs(top);
  const asked = { head: 'any', ...(config.base === undefined ? {} : { configured: config.base }) } as const;
  const base = await findBase(host, { refs, top }, asked);
  const { integration, tips } = await findIntegration(host, top, { refs, name: config.integration });
  const isBorn = base.ok && base.value.unborn !== true;
  return { base, integration, tips: isBorn ? [...tips, base.value.commit] : tips };
}

/** Where `cwd` stands; what is in the way of working there. */
export async function findRepository(host: Host): Promise<Got<Repository>> {
  const { cwd } = host.machine;
  const [version, found] = await Promise.all([host.git.version(), host.git.repository(cwd)]);
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (major < OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor < OLDEST_GIT[1])) {
    return no({ reason: 'git-missing', ...(version === undefined ? {} : { found: version }) });
  }
  if (found === undefined) return no({ reason: 'not-a-repository', folder: cwd });
  if (found === 'bare') return no({ reason: 'bare-repository', folder: cwd });
  return 'refused' in found ? no({ reason: 'repository-refused', detail: found.refused }) : { ok: true, value: found };
}

/**
 * The integration branch here and at every remote this repository knows: in a clone, work goes on from what its origin has.
 * `tips` are those whose history is part of it; a remote that went another way has integrated nothing here.
 */
async function findIntegration(
  host: Host,
  top: string,
  { refs, name }: { readonly refs: Refs; readonly name: string },
): Promise<{ integration: Project['integration']; tips: readonly string[] }> {
  const ref = `refs/heads/${name}`;
  const local = refs.all.get(ref);
  const remotes = [...new Set(remoteTips(refs, name).values())];
  let tip = local;
  for (const remote of remotes) {
    if (tip === undefined || (remote !== tip && (await host.git.isAncestor(top, tip, remote)))) tip = remote;
  }
  const integration = { ref, ...(local === undefined ? {} : { local }), ...(tip === undefined ? {} : { tip }) };
  if (tip === undefined) return { integration, tips: [] };
  const tips = [tip];
  for (const remote of remotes) if (remote !== tip && (await host.git.isAncestor(top, remote, tip))) tips.push(remote);
  return { integration, tips };
}

function laneTips({ all }: Refs): Project['laneTips'] {
  const prefix = 'refs/heads/xpar/';
  return new Map([...all].flatMap(([ref, commit]) => (ref.startsWith(prefix) ? [[ref.slice(prefix.length), commit]] : [])));
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
