import type { StoryState } from '../../model/record.ts';
import { covers } from '../../plan/scope.ts';
import { graded } from '../choose/check-project.ts';
import { startCommit } from '../project/project.ts';
import type { Build } from '../run/build.ts';
import { keepPaths, keepScope } from './keep-scope.ts';

/**
 * What a build that was killed left in the checkout that its lanes shared: each lane's files are kept as that lane's, the rest is
 * kept and told, and the checkout stands as its ground has it. One that git knows no more is set aside whole.
 */
export async function tidyCheckout(build: Build): Promise<void> {
  const { host, project } = build;
  const { checkout: folder } = project.store.layout;
  if (!(await host.files.exists(folder))) return;
  const aside = `${folder}.set-aside-${host.clock.now()}`;
  try {
    await putOnGround(build, { folder, aside });
  } catch {
    await host.files.rename(folder, aside);
  }
}

async function putOnGround(build: Build, { folder, aside }: { folder: string; aside: string }): Promise<void> {
  const { host } = build;
  const users = usersOf(build, folder);
  const copied = new Set(users.flatMap(([, { steps }]) => steps.worktree!.output.copied ?? []));
  const ground = await groundOf(build, folder, users[0]?.[1]);
  const paths = (await host.git.differing(folder, ground)).filter((name) => !copied.has(name));
  if (paths.length === 0) return;
  const stories = users.map(([story]) => story);
  const isKept = await keepAll(build, { folder, ground, paths, stories });
  const keeps = (name: string): boolean => copied.has(name);
  await host.git.settleWorktree(folder, { commit: ground, keeps, aside, ...(isKept ? {} : { asideAll: true }) });
}

/** Each path as the work of the first of `stories` that may change it. False where git could not take all of it in. */
async function keepAll(
  build: Build,
  at: {
    readonly folder: string;
    readonly ground: string;
    readonly paths: readonly string[];
    readonly stories: readonly string[];
  },
): Promise<boolean> {
  const { folder, ground: base, stories } = at;
  let left = at.paths;
  const ends: boolean[] = [];
  for (const story of stories) {
    const files = build.project.stories.find(({ id }) => id === story)?.files ?? [];
    const mine = new Set(left.filter((name) => covers(files, name)));
    if (mine.size === 0) continue;
    ends.push(await keepScope(build, { story, folder, base, files }));
    left = left.filter((name) => !mine.has(name));
  }
  if (left.length === 0) return !ends.includes(false);
  const kept = await keepPaths(build, { folder, base, paths: left });
  if (kept === undefined) return false;
  build.tell({ t: 'problem', finding: graded({ reason: 'checkout-left', paths: left, kept: kept.ref }) });
  return !ends.includes(false);
}

/** Lanes that were in it last, the latest first: what two may have edited is the later one's. */
function usersOf({ project }: Build, folder: string): readonly (readonly [string, StoryState])[] {
  const users = [...project.store.state.stories].filter(([, { steps }]) => steps.worktree?.output.path === folder);
  return users.toSorted(([, a], [, b]) => b.steps.worktree!.at - a.steps.worktree!.at);
}

/** What it stood on. Of its HEAD, which agents can move, only what is integrated is believed; else where its last lane began. */
async function groundOf({ host, project }: Build, folder: string, last: StoryState | undefined): Promise<string> {
  const { top } = project.repository;
  const tip = startCommit(project);
  const head = await host.git.commitOf(folder, 'HEAD');
  const began = last?.steps.worktree?.output.base;
  const isKnown = head !== undefined && (head === began || (await host.git.isAncestor(top, head, tip)));
  if (isKnown) return head;
  return (began === undefined ? undefined : await host.git.commitOf(top, began)) ?? tip;
}
