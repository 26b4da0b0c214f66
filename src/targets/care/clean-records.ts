import path from 'node:path';
import type { Host } from '../../host/host.ts';
import type { CleanItem } from '../../model/clean-item.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import { storyState } from '../../record/fold.ts';
import { checkpointRef } from '../lane/checkpoint.ts';
import { holdsNothingNew } from './clean-lanes.ts';
import type { Project } from '../project/project.ts';

const DAY_MS = 86_400_000;
/** Backups are looked for soon, or never. */
const BACKUP_DAYS = 30;
/** Of a story under way a person may still want to compare tries. */
const SESSIONS_KEPT = { open: 3, over: 1 } as const;
const SUITES_KEPT = 5;

/** What runs left under `.xpar` and in refs that nothing reads any more. */
export async function oldRecords(host: Host, project: Project): Promise<readonly CleanItem[]> {
  return [
    ...(await checkpoints(host, project)),
    ...(await backups(host, project)),
    ...(await sessions(host, project)),
    ...(await suites(host, project)),
    ...(await setups(host, project)),
    ...(await caches(host, project)),
    ...(await damaged(host, project)),
  ];
}

/** One whose work landed can go; another is asked for by `force` once it is old. */
async function backups(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const { top } = project.repository;
  const items: CleanItem[] = [];
  for (const [ref, commit] of await host.git.branches(top, 'refs/xpar/backup/')) {
    const days = Math.floor((host.clock.now() - Number(path.posix.basename(ref))) / DAY_MS);
    const age = Number.isFinite(days) ? `${days} days old` : 'of unknown age';
    const item = { kind: 'backup' as const, name: ref, commit, paths: [], bytes: 0 };
    if (await holdsNothingNew(host, project, commit)) items.push({ ...item, why: `${age}; merged` });
    else if (days >= BACKUP_DAYS) items.push({ ...item, why: `${age}; its work landed nowhere`, needs: 'force' });
  }
  return items;
}

/** What a session of a story that nobody goes on with had kept. */
async function checkpoints(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const items: CleanItem[] = [];
  for (const [ref, commit] of await host.git.branches(project.repository.top, checkpointRef(''))) {
    const story = ref.slice(checkpointRef('').length);
    if (isOpen(project, story)) continue;
    const item = { kind: 'backup' as const, name: ref, story, commit, paths: [], bytes: 0 };
    const isMerged = await holdsNothingNew(host, project, commit);
    items.push({ ...item, why: `a checkpoint; ${isMerged ? 'merged' : 'its work landed nowhere'}`, ...(isMerged ? {} : FORCE) });
  }
  return items;
}

const FORCE = { needs: 'force' } as const;

async function sessions(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const { layout, state } = project.store;
  const items: CleanItem[] = [];
  for (const story of (await host.files.folders(path.join(layout.folder, 'lanes'))) ?? []) {
    const { starts, openSession, unfinished } = storyState(state, story);
    // What was cut off there is still to be entered in the ledger.
    if (openSession !== undefined || unfinished !== undefined) continue;
    const kept = isOpen(project, story) ? SESSIONS_KEPT.open : SESSIONS_KEPT.over;
    const old = ((await host.files.folders(path.join(layout.folder, 'lanes', story))) ?? [])
      .map(Number)
      .filter((n) => Number.isInteger(n) && n >= 1 && n <= starts - kept);
    const paths = old.map((n) => layout.attempt(story, n));
    const why = `${count(old.length, 'old session')}: brief, events, logs; what they cost stays in the ledger`;
    if (paths.length > 0)
      items.push({ kind: 'logs', name: `lanes/${story}`, story, paths, bytes: await sizes(host, paths), why });
  }
  return items;
}

/** Its story is to be built; of a part, the one whose it is. */
function isOpen({ stories, landings, unreadable }: Project, lane: string): boolean {
  const { story } = ownerOf(lane);
  if (unreadable.includes(story)) return true;
  const card = stories.find((one) => one.id === story);
  return card !== undefined && card.status !== 'dropped' && !landings.has(story);
}

async function suites(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const folder = path.join(project.store.layout.folder, 'suites');
  const paths = ((await host.files.folders(folder)) ?? []).map((name) => path.join(folder, name));
  const stamps = await host.files.stamps(paths);
  const old = paths
    .map((one, at) => ({ one, changedMs: stamps[at * 4 + 1]! }))
    .toSorted((a, b) => b.changedMs - a.changedMs)
    .slice(SUITES_KEPT)
    .map(({ one }) => one);
  return some(host, {
    kind: 'logs',
    name: 'suites',
    paths: old,
    why: `logs of ${count(old.length, 'full gate')} before the last ${SUITES_KEPT}`,
  });
}

/** What was installed in worktrees that are gone. */
async function setups(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const { layout } = project.store;
  const folder = path.join(layout.folder, 'setups');
  const there = new Set((await host.files.folders(layout.lanes)) ?? []);
  const names = ((await host.files.list(folder)) ?? []).filter(
    (name) => !there.has(name.replace(/(?:\.teardown)?\.(?:key|log)$/, '')),
  );
  const paths = names.map((name) => path.join(folder, name));
  return some(host, { kind: 'logs', name: 'setups', paths, why: 'setup and teardown of worktrees that are gone' });
}

/** What is known of checkouts that git knows no more: it can be worked out again. */
async function caches(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const { layout } = project.store;
  const tops = [project.repository.top, ...(await host.git.checkouts(project.repository.top)).map((one) => one.path)];
  const namesOf = (top: string): readonly string[] =>
    [layout.config(top), layout.cardIndex(top), layout.sharedCache(top), layout.quickAnswer(top)].map((file) =>
      path.basename(file),
    );
  const known = new Set(tops.flatMap(namesOf));
  const names = ((await host.files.list(layout.folder)) ?? []).filter(
    (name) => /^(?:config|cards|shared|quick)-[0-9a-f]{8}$/.test(name) && !known.has(name),
  );
  const paths = names.map((name) => path.join(layout.folder, name));
  return some(host, { kind: 'cache', name: 'caches', paths, why: 'of checkouts that are gone' });
}

async function damaged(host: Host, project: Project): Promise<readonly CleanItem[]> {
  const { folder } = project.store.layout;
  const names = ((await host.files.list(folder)) ?? []).filter((name) => /^journal\..+\.damaged\.jsonl$/.test(name));
  return (
    await Promise.all(
      names.map((name) =>
        some(host, {
          kind: 'damaged-journal',
          name,
          paths: [path.join(folder, name)],
          why: 'kept by xpar doctor --repair; what it could not read stands only there',
          needs: 'force',
        }),
      ),
    )
  ).flat();
}

async function some(host: Host, item: Omit<CleanItem, 'bytes'>): Promise<readonly CleanItem[]> {
  return item.paths.length === 0 ? [] : [{ ...item, bytes: await sizes(host, item.paths) }];
}

async function sizes(host: Host, paths: readonly string[]): Promise<number> {
  const all = await Promise.all(paths.map((one) => host.files.sizeOf(one)));
  return all.reduce((sum, bytes) => sum + bytes, 0);
}

function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
