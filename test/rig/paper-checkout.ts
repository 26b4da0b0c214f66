import { completeConfig } from '../../src/cards/complete-config.ts';
import type { Git, Host } from '../../src/host/host.ts';
import type { Told } from '../../src/model/event.ts';
import type { Problem } from '../../src/model/problem.ts';
import type { JournalEntry } from '../../src/model/record.ts';
import { storeOf } from '../targets/survey-of.ts';
import type { Build } from '../../src/targets/run/build.ts';
import { manualClock } from './manual-clock.ts';
import { memoryFiles } from './memory-files.ts';
import { storyOf } from './story-of.ts';

type Tree = Readonly<Record<string, string>>;

/** A checkout and its repository on paper: commits are trees by name, each the child of those named before it. */
export interface PaperCheckout {
  readonly build: Build;
  readonly folder: string;
  /** What stands in the checkout. */
  readonly standing: Map<string, string>;
  readonly commits: Map<string, Tree>;
  /** Trees by ref. */
  readonly kept: (ref: string) => Tree | undefined;
  readonly refs: Map<string, string>;
  /** Its HEAD: a commit, or a branch on one. */
  head: { commit: string; branch?: string };
  readonly problems: Problem[];
  /** All else that was told. */
  readonly told: Told[];
  readonly installs: string[];
  /** Runs when an installer does. */
  onInstall: () => void;
  /** From now on git takes no file in. */
  isStubborn: boolean;
  /** What was moved aside. */
  readonly aside: Map<string, string>;
  readonly clock: ReturnType<typeof manualClock>;
  readonly interrupt: AbortController;
}

export function paperCheckout(
  trees: Readonly<Record<string, Tree>>,
  journal: readonly JournalEntry[] = [],
  scopes: Readonly<Record<string, readonly string[]>> = {},
): PaperCheckout {
  const store = storeOf(journal);
  const folder = store.layout.checkout;
  const clock = manualClock(1_000);
  const interrupt = new AbortController();
  const files = memoryFiles();
  const names = Object.keys(trees);
  const paper: Omit<PaperCheckout, 'build'> = {
    folder,
    standing: new Map(),
    commits: new Map(Object.entries(trees)),
    kept: (ref) => paper.commits.get(paper.refs.get(ref) ?? ''),
    refs: new Map(),
    head: { commit: names[0]! },
    problems: [],
    told: [],
    installs: [],
    onInstall: () => {},
    isStubborn: false,
    aside: new Map(),
    clock,
    interrupt,
  };
  const host = {
    files,
    git: gitOn(paper, () => void files.contents.set(`${folder}/.git`, 'gitdir')),
    clock,
    web: { isFree: async () => true },
    machine: { env: {} },
    commands: {
      run: async ({ argv }: { argv: readonly string[] }) => {
        paper.installs.push(argv.join(' '));
        paper.onInstall();
        return { code: 0 };
      },
    },
  } as unknown as Host;
  const tell = (told: Told): void =>
    void (told.t === 'problem' ? paper.problems.push(told.finding.problem) : paper.told.push(told));
  const project = {
    store,
    repository: { top: '/repo' },
    config: completeConfig({ parallel: { mode: 'shared' } }),
    stories: Object.entries(scopes).map(([id, scope]) => storyOf({ id, files: scope })),
    laneTips: new Map(),
    integration: { tip: names.at(-1) },
    base: { commit: names[0] },
  };
  const build = { host, project, tell, interrupted: interrupt.signal, stopAll: () => interrupt.abort() } as unknown as Build;
  return Object.assign(paper, { build });
}

function gitOn(paper: Omit<PaperCheckout, 'build'>, stands: () => void): Partial<Git> {
  const { commits, standing, refs } = paper;
  const order = [...commits.keys()];
  const treeOf = (commit: string): Tree => commits.get(commit)!;
  const all = (tree: Tree): readonly string[] => [...new Set([...Object.keys(tree), ...standing.keys()])].sort();
  const differ = (tree: Tree): readonly string[] => all(tree).filter((name) => tree[name] !== standing.get(name));
  const isKnown = (rev: string): boolean => commits.has(rev);
  function put(name: string, text: string | undefined): void {
    if (text === undefined) standing.delete(name);
    else standing.set(name, text);
  }
  return {
    commitOf: async (_cwd, rev) => (rev === 'HEAD' ? paper.head.commit : (refs.get(rev) ?? (isKnown(rev) ? rev : undefined))),
    currentBranch: async () => paper.head.branch,
    isAncestor: async (_cwd, older, newer) => order.includes(older) && order.indexOf(older) <= order.indexOf(newer),
    files: async (_cwd, commit, only) => {
      const tree = Object.entries(treeOf(commit)).filter(([name]) => only === undefined || only.includes(name));
      return new Map(tree.map(([name, text]) => [name, { blob: text, mode: '100644' }]));
    },
    placeWorktree: async (_cwd, { commit }) => {
      stands();
      for (const name of all(treeOf(commit))) put(name, treeOf(commit)[name]);
      paper.head = { commit };
      return { ok: true, reused: false };
    },
    differing: async (_worktree, commit) => differ(treeOf(commit)),
    settleWorktree: async (_worktree, { commit, keeps, over, asideAll }) => {
      const tree = (name: string): string | undefined => treeOf(over?.only(name) === true ? over.commit : commit)[name];
      const names = all({ ...treeOf(commit), ...(over && treeOf(over.commit)) });
      for (const name of names.filter((one) => !keeps(one))) {
        if (asideAll === true && standing.get(name) !== tree(name)) paper.aside.set(name, standing.get(name) ?? '');
        put(name, tree(name));
      }
      paper.head = { commit };
    },
    commitWorktree: async (_worktree, { base, ref, only = () => true }) => {
      if (paper.isStubborn) throw new Error('it does not have a commit checked out');
      const mine = differ(treeOf(base)).filter(only);
      const changes = Object.fromEntries(mine.flatMap((name) => (standing.has(name) ? [[name, standing.get(name)!]] : [])));
      const rest = Object.entries(treeOf(base)).filter(([name]) => !mine.includes(name));
      const commit = `${ref}@${commits.size}`;
      commits.set(commit, { ...Object.fromEntries(rest), ...changes });
      refs.set(ref, commit);
      return { commit, tree: commit, changed: mine.length > 0, leftOut: [] };
    },
    updateRef: async (_cwd, ref, to) => refs.set(ref, to) !== undefined,
    deleteRef: async (_cwd, ref) => void refs.delete(ref),
  };
}
