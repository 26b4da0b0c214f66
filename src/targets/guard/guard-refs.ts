import type { MovedRef, Problem } from '../../model/problem.ts';
import { graded } from '../choose/check-project.ts';
import { suspectsOf, type Watch } from './guard-watch.ts';
import { laneBranch } from '../project/project.ts';

/** No story has a slash in its id: what stands below such a name is somebody's own. */
const LANE = /^refs\/heads\/xpar\/[^/]+$/;
/** Refs of people that an agent has no business with. Those known of remotes move with every fetch. */
const WATCHED = /^refs\/(?:heads\/|tags\/|stash$)/;

/**
 * Compares where refs stand with where xpar left them. Its own (lanes, the integration branch, `refs/xpar/`) go back; of a
 * person's, who may move them at any time, the move is told, and what no ref holds any longer is kept.
 */
export async function lookAtRefs(watch: Watch): Promise<() => Promise<void>> {
  const { host, project, moves, visits } = watch;
  const { top } = project.repository;
  let standing = await checkoutsOf(watch);

  return async () => {
    const isOurs = moves.look();
    const now = await host.git.branches(top, 'refs/');
    const there = await checkoutsOf(watch);
    const inFlight = new Set([...visits].map(({ story }) => `refs/heads/${laneBranch(story)}`));
    const moved: MovedRef[] = [];
    const [back, lost]: [MovedRef[], MovedRef[]] = [[], []];
    for (const ref of new Set([...now.keys(), ...moves.expected.keys()])) {
      const [was, is] = [moves.expected.get(ref), now.get(ref)];
      if (was === is || isOurs(ref)) continue;
      if (inFlight.has(ref) || visits.size === 0 || !isGuarded(watch, ref)) accept(watch, ref, is);
      else if (isXpars(watch, ref)) back.push(await putBack(watch, ref, { was, is }));
      else if (await isHeld(watch, was, is)) moved.push({ ref, ...(was ? { was } : {}), ...(is ? { now: is } : {}) });
      else lost.push(await keep(watch, ref, { was: was!, is }));
      if (!isXpars(watch, ref)) accept(watch, ref, is);
    }
    const switched = [...there].flatMap(([path, branch]) =>
      visits.size > 0 && standing.has(path) && standing.get(path) !== branch ? [{ ref: `HEAD of ${path}`, now: branch }] : [],
    );
    standing = there;
    tellAll(watch, { back, lost, moved: [...moved, ...switched] });
  };
}

function accept({ moves }: Watch, ref: string, is: string | undefined): void {
  if (is === undefined) moves.expected.delete(ref);
  else moves.expected.set(ref, is);
}

function isXpars({ project }: Watch, ref: string): boolean {
  return ref === project.integration.ref || LANE.test(ref) || ref.startsWith('refs/xpar/');
}

function isGuarded(watch: Watch, ref: string): boolean {
  return isXpars(watch, ref) || WATCHED.test(ref);
}

interface Move {
  readonly was: string | undefined;
  readonly is: string | undefined;
}

/** By compare-and-swap: who moves it again meanwhile is seen by the next look. What stood there is kept. */
async function putBack(watch: Watch, ref: string, { was, is }: Move): Promise<MovedRef> {
  const { git } = watch.host;
  const { top } = watch.project.repository;
  const kept = is === undefined ? undefined : await backup(watch, ref, is);
  if (was === undefined) await git.deleteRef(top, ref, is);
  else await git.updateRef(top, ref, was, is);
  return { ref, ...(was ? { was } : {}), ...(is ? { now: is } : {}), ...(kept ? { kept } : {}) };
}

async function keep(watch: Watch, ref: string, { was, is }: { was: string; is: string | undefined }): Promise<MovedRef> {
  return { ref, was, ...(is ? { now: is } : {}), kept: await backup(watch, ref, was) };
}

async function backup({ host, project }: Watch, ref: string, commit: string): Promise<string> {
  const name =
    ref === project.integration.ref ? 'integration' : ref.replace(/^refs\/(?:heads\/)?(?:xpar\/)?/, '').replaceAll('/', '-');
  const kept = `refs/xpar/backup/${name}/${host.clock.now()}`;
  await host.git.updateRef(project.repository.top, kept, commit, undefined);
  return kept;
}

/** A ref that is new, or went forward: nothing is lost by it. */
async function isHeld({ host, project }: Watch, was: string | undefined, is: string | undefined): Promise<boolean> {
  if (was === undefined) return true;
  return is !== undefined && (await host.git.isAncestor(project.repository.top, was, is).catch(() => false));
}

/** Branches of the checkouts that are no lane's, by path. */
async function checkoutsOf({ host, project }: Watch): Promise<ReadonlyMap<string, string>> {
  const all = await host.git.checkouts(project.repository.top);
  return new Map(
    all.flatMap(({ path, branch }) => (path.startsWith(project.store.layout.lanes) ? [] : [[path, branch] as const])),
  );
}

function tellAll(watch: Watch, found: { back: MovedRef[]; lost: MovedRef[]; moved: readonly MovedRef[] }): void {
  const stories = [...new Set(suspectsOf(watch).map(({ story }) => story))].sort();
  const tell = (problem: Problem): void => watch.tell({ t: 'problem', finding: graded(problem) });
  const { ref } = watch.project.integration;
  for (const one of found.back.filter((moved) => moved.ref === ref))
    tell({ reason: 'integration-moved', ...(one.kept === undefined ? {} : { kept: one.kept }) });
  const back = found.back.filter((moved) => moved.ref !== ref);
  if (back.length > 0) tell({ reason: 'refs-put-back', stories, refs: back });
  if (found.lost.length > 0) tell({ reason: 'refs-rewound', stories, refs: found.lost });
  if (found.moved.length > 0) tell({ reason: 'refs-moved', stories, refs: found.moved });
}
