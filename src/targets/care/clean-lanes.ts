import path from 'node:path';
import type { Host } from '../../host/host.ts';
import type { CleanItem } from '../../model/clean-item.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import { storyState } from '../../record/fold.ts';
import { isSpare } from '../lane/worktree-pool.ts';
import { laneBranch, type Project } from '../project/project.ts';

/** Lanes that nobody works on any more, their worktrees first: a branch cannot go while one stands on it. */
export async function abandonedLanes(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const { lanes } = project.store.layout;
  const folders = (await host.files.folders(lanes)) ?? [];
  const ids = [...new Set([...project.laneTips.keys(), ...folders.filter((name) => STORY.test(name))])].sort();
  const lanesOnly = ids.filter((id) => !isTrunk(project, id));
  const items = await Promise.all(lanesOnly.map((id) => laneItems(host, project, { id, isThere: folders.includes(id) })));
  const spare = await Promise.all(folders.map((name) => spareItem(host, project, name)));
  return [...items.flat(), ...spare.flat()].toSorted((a, b) => Number(a.kind === 'branch') - Number(b.kind === 'branch'));
}

/** Not a lane's branch, whatever it is called: what stories are merged into, now or under an earlier config. */
function isTrunk({ integration, base }: Project, id: string): boolean {
  return id === 'integration' || [integration.ref, `refs/heads/${base.name}`].includes(`refs/heads/${laneBranch(id)}`);
}

const STORY = /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/;

async function laneItems(
  host: Host,
  project: Project,
  { id, isThere }: { id: string; isThere: boolean },
): Promise<readonly CleanItem[]> {
  const tip = project.laneTips.get(id);
  const isMerged = tip === undefined || (await holdsNothingNew(host, project, tip));
  const why = whyOver(project, id, isMerged);
  if (why === undefined) return [];
  const folder = path.join(project.store.layout.lanes, id);
  const worktree = isThere ? await worktreeItem(host, project, { id, folder, why }) : [];
  if (tip === undefined) return worktree;
  const branch: CleanItem = {
    kind: 'branch',
    name: laneBranch(id),
    story: id,
    commit: tip,
    paths: [],
    bytes: 0,
    why: isMerged ? `${why}; merged` : `${why}; its work landed nowhere`,
    ...(isMerged ? {} : { needs: 'force' as const }),
  };
  return [...worktree, branch];
}

/** Why nobody goes on with a lane; undefined where somebody does. A landed story's lane that is its landing is a new one. */
function whyOver(project: Project, id: string, isMerged: boolean): string | undefined {
  const { story, subtask } = ownerOf(id);
  if (project.unreadable.includes(story)) return undefined;
  const card = project.stories.find((one) => one.id === story);
  if (card === undefined) return 'its card is gone';
  if (card.status === 'dropped') return 'its card is dropped';
  if (storyState(project.store.state, story).abandoned !== undefined) return 'you gave it up';
  if (subtask !== undefined)
    return whyPartOver(
      project,
      story,
      card.subtasks.some((one) => one.id === subtask),
    );
  const landing = project.landings.get(id);
  const tip = project.laneTips.get(id);
  return landing !== undefined && tip !== undefined && tip !== landing.commit && isMerged ? 'it has landed' : undefined;
}

/** A part of a story that its card has no more, or whose story has landed and is not worked on again. */
function whyPartOver({ landings, laneTips }: Project, story: string, isOnCard: boolean): string | undefined {
  if (!isOnCard) return 'its card has no such subtask';
  return landings.has(story) && !laneTips.has(story) ? 'its story has landed' : undefined;
}

async function worktreeItem(
  host: Host,
  project: Project,
  { id, folder, why }: { id: string; folder: string; why: string },
): Promise<readonly CleanItem[]> {
  const standing = await host.git.changedSince(project.repository.top, folder);
  const item = { kind: 'worktree' as const, name: id, story: id, paths: [folder], bytes: await host.files.sizeOf(folder) };
  if (standing === undefined && (await isApart(host, project, folder)))
    return [{ ...item, why: `${why}; a repository of its own, whose files are kept first`, needs: 'force' }];
  if (standing === undefined) return [{ ...item, why: `${why}; git does not know it as a worktree`, needs: 'hand' }];
  if (standing) return [{ ...item, why: `${why}; it holds changes in no commit`, needs: 'force' }];
  const stray = await strayHead(host, project, { id, folder });
  return [stray === undefined ? { ...item, why } : { ...item, why: `${why}; its commits are on no branch`, needs: 'force' }];
}

/** A lane that is a clone: its folder has a `.git` of its own, which borrows our objects. */
export async function isApart(
  { files }: Pick<Host, 'files'>,
  { repository }: Pick<Project, 'repository'>,
  folder: string,
): Promise<boolean> {
  const borrowed = await files.readText(path.join(folder, '.git', 'objects', 'info', 'alternates')).catch(() => undefined);
  return borrowed?.trim() === path.join(repository.commonDir, 'objects');
}

/** The commit a worktree stands on, where neither its lane's branch nor what is integrated holds it. */
export async function strayHead(
  host: Host,
  project: Project,
  { id, folder }: { readonly id: string; readonly folder: string },
): Promise<string | undefined> {
  const { top } = project.repository;
  const [head, tip] = [await host.git.commitOf(folder, 'HEAD'), project.laneTips.get(id)];
  if (head === undefined || head === tip || (await holdsNothingNew(host, project, head))) return undefined;
  return tip !== undefined && (await host.git.isAncestor(top, head, tip)) ? undefined : head;
}

/** Beside lanes: more pooled worktrees than are wanted, shared ones of a build that was killed, and what was set aside because git could not keep it. */
async function spareItem(host: Host, project: Project, name: string): Promise<readonly CleanItem[]> {
  const { layout } = project.store;
  const folder = path.join(layout.lanes, name);
  const at = { name, paths: [folder] };
  const slot = Number(/^\.pool-(\d+)$/.exec(name)?.[1] ?? 0);
  if (slot > project.config.worktree.pool)
    return [{ kind: 'worktree', ...at, bytes: await host.files.sizeOf(folder), why: 'more than `worktree.pool` keeps' }];
  if (isSpare(name))
    return [
      {
        kind: 'worktree',
        ...at,
        bytes: await host.files.sizeOf(folder),
        why: 'a build that was killed left it for its next lanes',
      },
    ];
  if (/^\.shared-\d+$/.test(name)) {
    const why = 'several stories took turns in it: the next build keeps what was left there, and takes it away';
    return [{ kind: 'worktree', ...at, bytes: await host.files.sizeOf(folder), why, needs: 'force' }];
  }
  if (folder === layout.checkout) return checkoutItem(host, project);
  if (!name.includes('.set-aside-')) return [];
  const why = 'a worktree that git could not keep a copy of: look through it, then remove it yourself';
  return [{ kind: 'set-aside', ...at, bytes: await host.files.sizeOf(folder), why, needs: 'hand' }];
}

/** The checkout that lanes share is kept for the next build, where that wants one; what a killed build left in it is kept first. */
async function checkoutItem(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const { checkout: folder } = project.store.layout;
  const item = {
    kind: 'worktree' as const,
    name: path.basename(folder),
    paths: [folder],
    bytes: await host.files.sizeOf(folder),
  };
  const standing = await host.git.changedSince(project.repository.top, folder);
  if (standing === undefined) return [{ ...item, why: 'git does not know it as a worktree', needs: 'hand' }];
  const left = 'lanes shared it, and it holds changes in no commit: the next build keeps them';
  if (standing) return [{ ...item, why: left, needs: 'force' }];
  const { mode } = project.config.parallel;
  return mode === 'shared' ? [] : [{ ...item, why: 'lanes shared it, and `parallel.mode` is worktree' }];
}

/** It is part of what is integrated, or of the base. */
export async function holdsNothingNew(host: Host, { repository, integration, base }: Project, commit: string): Promise<boolean> {
  for (const tip of [integration.tip, base.commit])
    if (tip !== undefined && (await host.git.isAncestor(repository.top, commit, tip))) return true;
  return false;
}
