import type { MergeResult, Merger } from '../../src/host/host.ts';
import type { MergeAids } from '../../src/model/merge-aids.ts';

type Tree = Readonly<Record<string, string>>;

export interface MemoryMerger extends Merger {
  readonly refs: Map<string, string>;
  /** Every commit made here, with its message. */
  readonly made: Map<string, { readonly parents: readonly string[]; readonly message: string }>;
  /** A commit with this tree (paths to contents) on these parents. */
  commit(id: string, tree: Tree, ...parents: readonly string[]): string;
  /** What a merge does to its result behind everybody's back: for the checks that must see it. */
  tamper?: (tree: Tree) => Tree;
}

/** Git as the integrator sees it, in memory: a merge by whole files from the nearest common ancestor. */
export function memoryMerger(): MemoryMerger {
  const trees = new Map<string, Tree>();
  const commits = new Map<string, { tree: string; parents: readonly string[] }>();
  const refs = new Map<string, string>();
  const made: MemoryMerger['made'] = new Map();
  const treeId = (tree: Tree): string => {
    const id = `tree ${JSON.stringify(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)))}`;
    trees.set(id, tree);
    return id;
  };
  const treeAt = (id: string): Tree => trees.get(commits.get(id)?.tree ?? id)!;
  const ancestors = (id: string): string[] => [id, ...(commits.get(id)?.parents ?? []).flatMap(ancestors)];
  const different = (a: Tree, b: Tree): string[] =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((path) => a[path] !== b[path]).sort();
  function merge(ours: string, theirs: string, aids?: MergeAids): MergeResult {
    const base = treeAt(ancestors(ours).find((one) => ancestors(theirs).includes(one))!);
    const [left, right] = [treeAt(ours), treeAt(theirs)];
    const conflicts = different(left, right).filter((path) => left[path] !== base[path] && right[path] !== base[path]);
    const paths = [...new Set([left, right].flatMap((tree) => Object.keys(tree)))];
    const picked = paths.map((path) => [path, left[path] === base[path] ? right[path] : left[path]] as const);
    const lists = conflicts.length > 0 && aids !== undefined && conflicts.every((path) => aids.isLineList(path)) ? conflicts : [];
    for (const path of lists) picked.push([path, `${left[path]}+${right[path]}`]);
    const tree = Object.fromEntries(picked.filter((one): one is [string, string] => one[1] !== undefined));
    if (lists.length > 0)
      return { clean: true, conflicts: [], tree: treeId(tree), aided: lists.map((path) => ({ path, by: 'union' })) };
    return { clean: conflicts.length === 0, conflicts, tree: treeId(merger.tamper ? merger.tamper(tree) : tree) };
  }
  const merger: MemoryMerger = {
    refs,
    made,
    commit(id, tree, ...parents) {
      commits.set(id, { tree: treeId(tree), parents });
      return id;
    },
    mergeTree: async (ours, theirs, aids) => merge(ours, theirs, aids),
    async commitTree(tree, parents, message) {
      const id = `merge of ${parents.join(' and ')}`;
      commits.set(id, { tree, parents });
      made.set(id, { parents, message });
      return id;
    },
    async updateRef(ref, to, from) {
      if (refs.get(ref) !== from) return false;
      refs.set(ref, to);
      return true;
    },
    changedPaths: async (from, to) => different(treeAt(from), treeAt(to)),
    isAncestor: async (older, newer) => ancestors(newer).includes(older),
    treeOf: async (commit) => commits.get(commit)!.tree,
    blameLine: async () => undefined,
  };
  return merger;
}
