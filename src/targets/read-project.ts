import { readCards } from '../cards/read-cards.ts';
import type { Host, Repository } from '../host/host.ts';
import type { Config } from '../model/config.ts';
import type { Problem } from '../model/problem.ts';
import { layoutOf, type Layout } from '../record/layout.ts';
import { openStore } from '../record/store.ts';
import { detectGates } from './detect.ts';
import { findBase, type Head } from './find-base.ts';
import { loadConfig } from './load-config.ts';
import type { Project } from './project.ts';

/** A value, or the problems that stand in its way. */
export type Got<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: readonly Problem[] };

const OLDEST_GIT = [2, 38] as const;

/** The repository a command stands in, and how it is configured. */
export interface Opened {
  readonly repository: Repository;
  readonly config: Config;
  readonly configFile?: string;
  readonly layout: Layout;
}

export async function openRepository(host: Host): Promise<Got<Opened>> {
  const found = await findRepository(host);
  if (!found.ok) return found;
  const configured = await loadConfig(host, found.value.top);
  if (!configured.ok) return configured;
  const { config, file } = configured.value;
  const layout = layoutOf(found.value.commonDir, config.worktree.folder);
  return { ok: true, value: { repository: found.value, config, layout, ...(file === undefined ? {} : { configFile: file }) } };
}

/** READ: cards, ADRs, config, git's refs and trailers, and the journal, as one value. Creates nothing. */
export async function readProject(host: Host, opened: Opened, head: Head = 'branch'): Promise<Got<Project>> {
  const { repository, config, layout } = opened;
  const { top } = repository;
  const base = await findBase(host, top, { head, ...(config.base === undefined ? {} : { configured: config.base }) });
  if (!base.ok) return base;
  const store = await openStore(host.files, layout);
  if (!store.ok) return no(store.problem);
  const cards = await readCards(host.files, top, { stories: config.stories, adrs: config.adrs });
  const { integration, tips } = await findIntegration(host, top, config.integration);
  const lanes = await host.git.branches(top, 'refs/heads/xpar/');
  return {
    ok: true,
    value: {
      ...opened,
      ...cards,
      base: base.value,
      integration,
      landings: await findLandings(host, top, [...tips, base.value.commit]),
      laneTips: new Map([...lanes].map(([name, commit]) => [name.slice('refs/heads/xpar/'.length), commit])),
      gates: (config.gates.length > 0 ? config.gates : await detectGates(host.files, top)).map((gate) => ({
        ...gate,
        env: config.gateEnv,
      })),
      store: store.store,
      problems: [...cards.problems, ...store.store.problems],
    },
  };
}

async function findRepository(host: Host): Promise<Got<Repository>> {
  const { cwd } = host.machine;
  const version = await host.git.version();
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (major < OLDEST_GIT[0] || (major === OLDEST_GIT[0] && minor < OLDEST_GIT[1])) {
    return no({ reason: 'git-missing', ...(version === undefined ? {} : { found: version }) });
  }
  const found = await host.git.repository(cwd);
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
  name: string,
): Promise<{ integration: Project['integration']; tips: readonly string[] }> {
  const ref = `refs/heads/${name}`;
  const local = await host.git.commitOf(top, ref);
  const remotes = [...(await host.git.branches(top, `refs/remotes/*/${name}`)).values()];
  let tip = local;
  for (const remote of remotes) {
    if (tip === undefined || (await host.git.isAncestor(top, tip, remote))) tip = remote;
  }
  const integration = { ref, ...(local === undefined ? {} : { local }), ...(tip === undefined ? {} : { tip }) };
  if (tip === undefined) return { integration, tips: [] };
  const tips = [tip];
  for (const remote of remotes) if (await host.git.isAncestor(top, remote, tip)) tips.push(remote);
  return { integration, tips };
}

/** The latest landing or revert of each story, from the trailers in the history of whichever tip has it: a person may have merged them in. */
async function findLandings(host: Host, top: string, tips: readonly string[]): Promise<Project['landings']> {
  const landings = new Map<string, { key: string; commit: string }>();
  const decided = new Set<string>();
  for (const tip of new Set(tips)) {
    for (const { commit, trailers } of await host.git.trailers(top, tip)) {
      const story = trailers['Xpar-Story'] ?? trailers['Xpar-Revert'];
      if (story === undefined || decided.has(story)) continue;
      decided.add(story);
      const key = trailers['Xpar-Key'];
      if (trailers['Xpar-Revert'] === undefined && key !== undefined) landings.set(story, { key, commit });
    }
  }
  return landings;
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
