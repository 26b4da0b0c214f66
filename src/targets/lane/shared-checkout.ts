import path from 'node:path';
import type { Placed } from '../../host/host.ts';
import type { EditOutside } from '../../model/checkout-problem.ts';
import { covers, scopesOverlap } from '../../plan/scope.ts';
import type { Layout } from '../../record/layout.ts';
import { graded } from '../choose/check-project.ts';
import type { Build, Checkout, Entered, Entry } from '../run/build.ts';
import { keepPaths, keepScope } from './keep-scope.ts';
import { makeReady } from './make-ready.ts';
import { isSetUp } from './run-setup.ts';
import { waitInLine } from '../run/in-line.ts';

interface Inside {
  readonly files: readonly string[];
  isInSession: boolean;
  /** What stands of its files is work, though its session may be over. */
  hasBegun: boolean;
}

/**
 * One checkout of xpar's own that all lanes of a run work in, each on the files of its scope (ADR-20). What no lane inside holds is as
 * `ground` has it, always: it moves to the tip when a lane enters, and a lane that leaves has its files put back. One at a time.
 */
export class SharedCheckout implements Checkout {
  readonly folder: string;
  /** Undefined until the first lane of this run has entered. */
  #ground: string | undefined;
  readonly #inside = new Map<string, Inside>();
  /** Files that were copied in from the person's checkout: nobody's edits. */
  readonly #copied = new Set<string>();
  #turn: Promise<unknown> = Promise.resolve();
  /** What was edited outside was found, and kept as this commit. */
  #stopped: { readonly outside: EditOutside; readonly kept: string | undefined } | undefined;
  #onLeave = Promise.withResolvers<void>();

  constructor({ checkout }: Pick<Layout, 'checkout'>) {
    this.folder = checkout;
  }

  filesOf(story: string): readonly string[] | undefined {
    return this.#inside.get(story)?.files;
  }

  async enter(build: Build, entry: Entry): Promise<Entered> {
    for (let told: string | undefined; ;) {
      const left = this.#onLeave.promise;
      const entered = await this.#inTurn(() => this.#enter(build, entry));
      if (entered === 'interrupted' || !('busy' in entered)) return entered;
      const [on] = entered.busy;
      if (on !== told) build.tell({ t: 'waiting', story: entry.story, for: 'checkout', on });
      told = on;
      await waitInLine(build.inLine, Promise.race([left, aborted(build.interrupted)]));
    }
  }

  async begin(story: string): Promise<void> {
    await this.#inTurn(async () => {
      const own = this.#inside.get(story);
      if (own) Object.assign(own, { isInSession: true, hasBegun: true });
    });
  }

  sessionOver(build: Build, story: string): Promise<EditOutside | undefined> {
    return this.#inTurn(async () => {
      const found = await this.#headBack(build)
        .then(() => this.#look(build))
        .finally(() => {
          const own = this.#inside.get(story);
          if (own) own.isInSession = false;
        });
      if (found) return this.#stop(build, found);
      // Seen while it was alone at work: its own doing.
      return this.#stopped?.outside.stories.join() === story ? this.#stopped.outside : undefined;
    });
  }

  glance(
    build: Build,
    before: ReadonlySet<string>,
  ): Promise<{ readonly paths: readonly string[]; readonly outside?: EditOutside }> {
    return this.#inTurn(async () => {
      const found = await this.#look(build);
      const paths = found?.paths ?? [];
      const lasting = paths.filter((name) => before.has(name));
      return found && lasting.length > 0 ? { paths, outside: await this.#stop(build, { ...found, paths: lasting }) } : { paths };
    });
  }

  async leave(build: Build, story: string): Promise<void> {
    await this.#inTurn(async () => this.#takeOut(build, story)).catch(() => undefined);
    this.#onLeave.resolve();
    this.#onLeave = Promise.withResolvers<void>();
  }

  close(build: Build): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#ground === undefined) return;
      // One that cannot be taken out is the next build's to see to.
      for (const story of this.#inside.keys()) await this.#takeOut(build, story).catch(() => undefined);
      const left = await this.#strays(build);
      if (left.length === 0) return;
      const isKept = await keepPaths(build, { folder: this.folder, base: this.#stopped?.kept ?? this.#ground, paths: left });
      await this.#settle(build, { commit: this.#ground, keeps: () => false, ...(isKept ? {} : { asideAll: true }) });
    });
  }

  async #enter(build: Build, entry: Entry): Promise<Entered | { readonly busy: readonly [string, ...string[]] }> {
    if (build.interrupted.aborted) return 'interrupted';
    const found = await this.#look(build);
    if (found) return { outside: await this.#stop(build, found) };
    const { folder } = this;
    const { story, files, commit } = entry;
    const tip = await this.#latest(build, entry.tip);
    const hasSetup = await isSetUp(build, { folder, commit: tip });
    const [first, ...others] = this.#atWork();
    if (!hasSetup && first !== undefined) return { busy: [first, ...others] };
    this.#release(entry);
    const placed = await this.#open(build, tip);
    if (!placed.ok) return { problem: { reason: 'worktree-failed', story, detail: placed.detail } };
    const over = commit === tip ? {} : { over: { commit, only: (name: string) => covers(files, name) } };
    await this.#settle(build, { commit: tip, keeps: (name) => this.#isHeld(name), ...over });
    this.#ground = tip;
    this.#inside.set(story, { files, isInSession: false, hasBegun: false });
    const ready = await makeReady(build, { folder, commit: tip, story, reused: placed.reused });
    if (ready === 'interrupted' || 'problem' in ready) return ready;
    for (const name of ready.copied) this.#copied.add(name);
    if (!placed.reused || !hasSetup) await this.#afterSetup(build, tip);
    return ready;
  }

  /** The first lane of a run finds it as an earlier run left it, or makes it. */
  async #open({ host, project }: Build, tip: string): Promise<Placed> {
    const { folder } = this;
    const isOpen = this.#ground !== undefined && (await host.files.exists(path.join(folder, '.git')));
    return isOpen ? { ok: true, reused: true } : host.git.placeWorktree(project.repository.top, { path: folder, commit: tip });
  }

  #atWork(): readonly string[] {
    const atWork = [...this.#inside].filter(([, { isInSession }]) => isInSession);
    return atWork.map(([story]) => story).sort();
  }

  /** A lane that had to wait brings nobody back to where the tip was before. */
  async #latest({ host, project }: Build, tip: string): Promise<string> {
    if (this.#ground === undefined || this.#ground === tip) return tip;
    return (await host.git.isAncestor(project.repository.top, tip, this.#ground)) ? this.#ground : tip;
  }

  /** What an installer changed is put back; what it added is nobody's edit. */
  async #afterSetup(build: Build, tip: string): Promise<void> {
    const paths = await this.#strays(build);
    const known = paths.length === 0 ? new Map() : await build.host.git.files(build.project.repository.top, tip, paths);
    for (const name of paths) if (!known.has(name)) this.#copied.add(name);
    if (known.size > 0) await this.#settle(build, { commit: tip, keeps: (name) => !known.has(name) });
  }

  /** Whoever was let in and never began, because nobody wants it any more, is in nobody's way; itself neither. */
  #release({ story, files }: Entry): void {
    for (const [other, one] of this.#inside)
      if (other === story || (!one.hasBegun && scopesOverlap(one.files, files))) this.#inside.delete(other);
  }

  #isHeld(name: string): boolean {
    return [...this.#inside.values()].some(({ files }) => covers(files, name));
  }

  async #strays({ host }: Build): Promise<readonly string[]> {
    if (this.#ground === undefined) return [];
    const paths = await host.git.differing(this.folder, this.#ground);
    return paths.filter((name) => !this.#isHeld(name) && !this.#copied.has(name));
  }

  async #look(build: Build): Promise<EditOutside | undefined> {
    const paths = this.#stopped ? [] : await this.#strays(build);
    if (paths.length === 0) return undefined;
    const scope = [...this.#inside.values()].flatMap(({ files }) => files);
    return { reason: 'edit-outside', stories: this.#atWork(), paths, scope: [...new Set(scope)].sort() };
  }

  async #stop(build: Build, found: EditOutside): Promise<EditOutside> {
    const kept = await keepPaths(build, { folder: this.folder, base: this.#ground!, paths: found.paths });
    const outside = { ...found, ...(kept === undefined ? {} : { kept: kept.ref }) };
    this.#stopped = { outside, kept: kept?.commit };
    return outside;
  }

  /** A commit or a switch of an agent is not believed: the files that stand there are what counts. */
  async #headBack(build: Build): Promise<void> {
    const { host, project, tell } = build;
    const { top } = project.repository;
    if (this.#ground === undefined) return;
    const [head, branch] = [await host.git.commitOf(this.folder, 'HEAD'), await host.git.currentBranch(this.folder)];
    if (head === this.#ground && branch === undefined) return;
    const isLoose = head !== undefined && branch === undefined && !(await host.git.isAncestor(top, head, this.#ground));
    const kept = `refs/xpar/backup/_head/${host.clock.now()}`;
    if (isLoose) await host.git.updateRef(top, kept, head, undefined);
    await this.#settle(build, { commit: this.#ground, keeps: () => true });
    const now = branch ?? head ?? 'nowhere';
    tell({
      t: 'problem',
      finding: graded({
        reason: 'checkout-moved',
        stories: this.#atWork(),
        was: this.#ground,
        now,
        ...(isLoose ? { kept } : {}),
      }),
    });
  }

  async #takeOut(build: Build, story: string): Promise<void> {
    const own = this.#inside.get(story);
    if (own === undefined || this.#ground === undefined) return;
    const isKept = await keepScope(build, { story, folder: this.folder, base: this.#ground, files: own.files });
    const keeps = (name: string): boolean => !covers(own.files, name);
    await this.#settle(build, { commit: this.#ground, keeps, ...(isKept ? {} : { asideAll: true }) });
    this.#inside.delete(story);
  }

  async #settle(
    { host }: Build,
    { keeps, ...spec }: Omit<Parameters<Build['host']['git']['settleWorktree']>[1], 'aside'>,
  ): Promise<void> {
    const aside = `${this.folder}.set-aside-${host.clock.now()}`;
    await host.git.settleWorktree(this.folder, { ...spec, aside, keeps: (name) => this.#copied.has(name) || keeps(name) });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
