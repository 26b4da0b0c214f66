import type { Host, Refs } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';

/** `unborn`: nothing is committed yet, and `commit` is the empty tree. */
export interface Base {
  readonly name: string;
  readonly commit: string;
  readonly unborn?: true;
}

/** The branch stories start from, or what keeps one from being found. */
export type FoundBase =
  { readonly ok: true; readonly value: Base } | { readonly ok: false; readonly problems: readonly Problem[] };

/** `any`: without a base branch a detached HEAD will do, named `HEAD`, and without a commit the empty tree: enough to look at, not to work from. */
export type Head = 'branch' | 'any';

/**
 * The branch stories start from: configured, else the one the person is on; on one of xpar's own branches, main or master.
 * Where it is no local branch, as in a checkout that CI made, the one of that name at a remote.
 */
export async function findBase(
  host: Pick<Host, 'git'>,
  { refs, top }: { readonly refs: Refs; readonly top: string },
  asked: { configured?: string; head: Head },
): Promise<FoundBase> {
  const { branch: current, head: here } = refs;
  const names = asked.configured !== undefined ? [asked.configured] : namesFor(current);
  if (here === undefined && names.includes(current ?? '')) {
    if (asked.head === 'branch') return no({ reason: 'no-commits', folder: top });
    return { ok: true, value: { name: current!, commit: await host.git.emptyTree(top), unborn: true } };
  }
  for (const name of names) {
    const commit = tipOf(refs, name);
    if (commit !== undefined) return { ok: true, value: { name, commit } };
  }
  const detached = current === undefined;
  if (detached && here !== undefined && asked.head === 'any') return { ok: true, value: { name: 'HEAD', commit: here } };
  return no({ reason: 'no-base', branch: names[0], detached });
}

/** Where the branches of a name stand at the remotes that have one, by full name of the ref. */
export function remoteTips({ all }: Refs, name: string): ReadonlyMap<string, string> {
  const isOne = (ref: string): boolean => ref.startsWith('refs/remotes/') && ref.split('/').slice(3).join('/') === name;
  return new Map([...all].filter(([ref]) => isOne(ref)));
}

function namesFor(current: string | undefined): readonly string[] {
  if (current === undefined) return [];
  return current.startsWith('xpar/') ? ['main', 'master'] : [current];
}

/** Where a branch stands here, else at `origin`, else at the first other remote that has it. */
function tipOf(refs: Refs, name: string): string | undefined {
  const local = refs.all.get(`refs/heads/${name}`);
  if (local !== undefined) return local;
  const remotes = remoteTips(refs, name);
  return remotes.get(`refs/remotes/origin/${name}`) ?? [...remotes.values()][0];
}

function no(problem: Problem): FoundBase {
  return { ok: false, problems: [problem] };
}
