import path from 'node:path';
import type { Host, Plumbing } from '../../host/host.ts';
import type { Tell } from '../../model/event.ts';
import { baselineLeft, dropBaseline, keepBaseline, pastVisits } from './baseline.ts';
import type { Build } from '../run/build.ts';
import { graded } from '../choose/check-project.ts';
import { lookAtRefs } from './guard-refs.ts';
import { suspectsOf, type Done, type Guard, type Place, type Visit, type Watch } from './guard-watch.ts';
import { pointersOf } from './guard-pointers.ts';
import { ownMoves } from './own-moves.ts';
import type { Project } from '../project/project.ts';
import { changesBetween, weightOf, type Change } from './tampering.ts';

/** The suite where it is no lane's: what is planted by it is told by the guard. */
export const SUITE: Place = { story: ':suite', step: 'integrate' };

/** Under the build's guard: no lane runs without one. */
export function during<T>({ guard }: Build, at: Place, work: () => Promise<T>): Promise<Done<T>> {
  if (guard === undefined) throw new Error('a lane runs without a guard');
  return guard.during(at, work);
}

/** What a build that was killed left is seen to with nothing believed that its agents planted. */
export function pastLookedAfter<T>({ guard }: Build, work: () => Promise<T>): Promise<T> {
  return guard === undefined ? work() : guard.past(work);
}

export async function openGuard(host: Host, project: Project, tell: Tell): Promise<Guard> {
  const { repository } = project;
  const moves = ownMoves(host, await host.git.branches(repository.top, 'refs/'));
  const left = await baselineLeft(host, project);
  const watch: Watch = { host: moves.host, project, tell, moves, visits: new Set(left ? pastVisits(project) : []) };
  const before = left ?? (await host.git.plumbing(repository));
  const looks = { files: lookAtFiles(watch, before), refs: await lookAtRefs(watch) };
  const pointed = pointersOf(watch);
  let next: Promise<Plumbing> | undefined;
  /** Who asks while a look has not begun yet shares that one. */
  const look = (): Promise<Plumbing> =>
    (next ??= moves.calmly(async () => {
      next = undefined;
      const standing = await looks.files();
      await looks.refs();
      return standing;
    }));
  return {
    host: moves.host,
    async past(work) {
      if (watch.visits.size === 0) return work();
      await look();
      const done = await work();
      await look();
      for (const visit of watch.visits) if (visit.isPast === true) watch.visits.delete(visit);
      return done;
    },
    close: () => dropBaseline(host, project),
    async during({ story, step, worktree }, work) {
      const standing = await look();
      await keepBaseline(host, project, standing);
      const visit: Visit = { story, step };
      const pointers = worktree === undefined ? undefined : await pointed(worktree, visit);
      watch.visits.add(visit);
      try {
        const value = await work().catch(async (error: unknown) => {
          await look().catch(() => undefined);
          throw error;
        });
        await pointers?.look();
        await look();
        return { value, ...(visit.tampered === undefined ? {} : { tampered: visit.tampered }) };
      } finally {
        pointers?.leave();
        watch.visits.delete(visit);
      }
    },
  };
}

/** Each gives what holds then. */
function lookAtFiles(watch: Watch, first: Plumbing): () => Promise<Plumbing> {
  const { host, project } = watch;
  let before = first;
  return async () => {
    const now = await host.git.plumbing(project.repository, [...before.keys()]);
    const changes = changesBetween(before, now);
    // With nobody else at work it was a person: what holds now is theirs.
    if (changes.length === 0 || watch.visits.size === 0) {
      before = now;
      return before;
    }
    const aside = path.join(project.store.layout.planted, String(host.clock.now()));
    const undone = await undo(watch, changes, aside);
    before = await host.git.plumbing(project.repository, [...before.keys()]);
    if (undone.length > 0) accuse(watch, { visits: suspectsOf(watch), changes: undone, aside });
    return before;
  };
}

interface Undone extends Change {
  readonly isCode: boolean;
  readonly isBack: boolean;
  readonly keys: readonly string[];
}

/** Puts back what stands in the git folder; what lies outside may be a file of the person's own, and is told. */
async function undo({ host, project }: Watch, changes: readonly Change[], aside: string): Promise<readonly Undone[]> {
  const undone: Undone[] = [];
  for (const change of changes) {
    const weight = await weightOfChange(host, change);
    if (weight === 'daily') continue;
    const isBack = !path.relative(project.repository.commonDir, change.path).startsWith('..');
    if (isBack) await host.git.putBack(change.path, change.was, path.join(aside, asideName(project, change.path)));
    undone.push({ ...change, isBack, isCode: weight === 'code', keys: await keysOf(host, change) });
  }
  return undone;
}

function asideName({ repository }: Project, file: string): string {
  return path.relative(repository.commonDir, file).replaceAll(path.sep, '-').replaceAll('..', '-');
}

async function weightOfChange(host: Host, { path: file, was, now }: Change): Promise<ReturnType<typeof weightOf>> {
  if (path.basename(file) !== 'config' || was?.kind !== 'file' || now?.kind !== 'file' || was.mode !== now.mode) return 'code';
  const [before, after] = await Promise.all([host.git.settings(was.bytes), host.git.settings(now.bytes)]);
  return before === undefined || after === undefined ? 'code' : weightOf(before, after);
}

/** Which settings of a config differ, by key. */
async function keysOf(host: Host, { was, now }: Change): Promise<readonly string[]> {
  const read = async (part: Change['was']): Promise<readonly string[]> =>
    part?.kind === 'file' ? ((await host.git.settings(part.bytes)) ?? []).map((pair) => pair.join('\n')) : [];
  const [before, after] = [await read(was), await read(now)];
  const lines = [...after.filter((one) => !before.includes(one)), ...before.filter((one) => !after.includes(one))];
  return [...new Set(lines.map((line) => line.split('\n')[0]!))];
}

function accuse(watch: Watch, found: { visits: readonly Visit[]; changes: readonly Undone[]; aside: string }): void {
  const { visits, changes, aside } = found;
  const stories = [...new Set(visits.map(({ story }) => story))].sort();
  const { commonDir } = watch.project.repository;
  const what = changes.map(({ path: file, keys }) => {
    const name = path.relative(path.dirname(commonDir), file);
    return keys.length > 0 && path.basename(file).startsWith('config') ? `${name} (${keys.join(', ')})` : name;
  });
  const kept = changes.some(({ isBack, now }) => isBack && now !== undefined) ? { kept: aside } : {};
  const isBack = changes.every((change) => change.isBack);
  const problem = { reason: 'git-tampered', stories, what, isBack, ...kept } as const;
  if (changes.some(({ isCode, isBack: back }) => isCode && back)) {
    for (const visit of visits) visit.tampered ??= problem;
  }
  // An ended session tells it as its own failure; of nobody's alone it is told here.
  const isOwn = visits.length === 1 && visits[0]!.tampered === problem && isTellingItself(visits[0]!);
  if (!isOwn) watch.tell({ t: 'problem', finding: graded(problem) });
}

function isTellingItself({ step, isPast }: Visit): boolean {
  return isPast !== true && step !== 'worktree' && step !== 'integrate';
}
