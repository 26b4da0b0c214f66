import { oneAtATime } from './one-at-a-time.ts';
import type { Git, Host, Merger } from '../../host/host.ts';

/** Where refs should stand by all that xpar itself did to them. */
export interface OwnMoves {
  /** The same world; what it does to a ref is known here. */
  readonly host: Host;
  /** By full name. Changed by our own moves, and by what is accepted of others'. */
  readonly expected: Map<string, string>;
  /** Begins a look at the refs: what it gives tells of a ref whether we had our hands on it since, or have them now. */
  look(): (ref: string) => boolean;
  /** Does it while no worktree is being made or taken away: half an entry would look like somebody's deed. One at a time. */
  calmly<T>(work: () => Promise<T>): Promise<T>;
}

/** No ref can be called so, nor a commit. */
const UNMOVED = '';

/** Keeps track of every move of a ref that goes through this host's git. */
export function ownMoves(host: Host, standing: ReadonlyMap<string, string>): OwnMoves {
  const expected = new Map(standing);
  const busy = new Map<string, number>();
  const touched = new Map<string, number>();
  let time = 0;

  /** `after` gives where the ref stands now (undefined: nowhere), or UNMOVED. */
  async function moving<T>(ref: string, work: () => Promise<T>, after: (done: T) => string | undefined): Promise<T> {
    busy.set(ref, (busy.get(ref) ?? 0) + 1);
    try {
      const done = await work();
      const to = after(done);
      if (to === undefined) expected.delete(ref);
      else if (to !== UNMOVED) expected.set(ref, to);
      return done;
    } finally {
      busy.set(ref, busy.get(ref)! - 1);
      touched.set(ref, ++time);
    }
  }
  const toNowhere = (): undefined => undefined;
  const movedTo = (to: string) => (done: boolean) => (done ? to : UNMOVED);
  const { git } = host;
  const turns = oneAtATime();
  const ours: Git = {
    ...git,
    updateRef: (cwd, ref, to, from) => moving(ref, () => git.updateRef(cwd, ref, to, from), movedTo(to)),
    deleteRef: (cwd, ref, from) => moving(ref, () => git.deleteRef(cwd, ref, from), toNowhere),
    commitWorktree: (cwd, spec) =>
      moving(
        spec.ref,
        () => git.commitWorktree(cwd, spec),
        ({ commit }) => commit,
      ),
    removeWorktree: (cwd, folder) => turns.last(() => git.removeWorktree(cwd, folder)),
    moveWorktree: (cwd, from, to) => turns.last(() => git.moveWorktree(cwd, from, to)),
    resetWorktree: (cwd, spec) => {
      const reset = (): Promise<boolean> => git.resetWorktree(cwd, spec);
      return spec.branch === undefined ? reset() : moving(`refs/heads/${spec.branch}`, reset, movedTo(spec.commit));
    },
    placeWorktree: (cwd, spec) => {
      const { branch, commit } = spec;
      const place = (): ReturnType<Git['placeWorktree']> => git.placeWorktree(cwd, spec, (work) => turns.last(work));
      // Detached, or in a repository of its own, it moves no ref of ours.
      return branch === undefined || spec.apart === true
        ? place()
        : moving(`refs/heads/${branch}`, place, ({ ok }) => (ok ? commit : UNMOVED));
    },
  };
  const merger = (checkout: string): Merger => {
    const port = host.merger(checkout);
    return { ...port, updateRef: (ref, to, from) => moving(ref, () => port.updateRef(ref, to, from), movedTo(to)) };
  };
  return {
    host: { ...host, git: ours, merger },
    expected,
    // A lane that has its worktree does not wait for those of others.
    calmly: (work) => turns.next(work),
    look: () => {
      const began = time;
      return (ref) => (busy.get(ref) ?? 0) > 0 || (touched.get(ref) ?? 0) > began;
    },
  };
}
