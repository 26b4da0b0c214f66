import type { Host } from '../../host/host.ts';
import type { Cleaned, CleanItem } from '../../model/clean-item.ts';
import type { StepOutputs } from '../../model/record.ts';
import { storyState } from '../../record/fold.ts';
import { asWriter } from '../project/as-writer.ts';
import { abandonedLanes, isApart, strayHead } from './clean-lanes.ts';
import { oldRecords } from './clean-records.ts';
import { startCommit, type Project } from '../project/project.ts';
import { readAgain } from '../project/read-again.ts';
import type { Got } from '../project/read-project.ts';
import { runTeardown } from '../lane/run-setup.ts';

/** What could go, each with its size and why. Looks only. */
export async function cleanables(host: Host, project: Project): Promise<readonly CleanItem[]> {
  return [...(await abandonedLanes(host, project)), ...(await oldRecords(host, project))];
}

/**
 * Removes what was shown and still can go, as the repository's one writer. Work that landed nowhere goes only with `force`,
 * and only once it stands under a backup ref.
 */
export async function clean(
  host: Host,
  project: Project,
  asked: { readonly shown: readonly CleanItem[]; readonly force: boolean; readonly command: string },
): Promise<Got<Cleaned>> {
  return asWriter(host, project, asked.command, async () => {
    // What was seen before the lock was taken may be another's by now.
    const wanted = new Set(asked.shown.map(keyOf));
    const now = await readAgain(host, 'any');
    if (!now.ok) return now;
    const items = (await cleanables(host, now.value)).filter((item) => wanted.has(keyOf(item)));
    const cleaning = new Cleaning(host, now.value, asked.force);
    for (const item of items) await cleaning.take(item);
    return { ok: true, value: cleaning };
  });
}

function keyOf({ kind, name, commit = '', paths }: CleanItem): string {
  return JSON.stringify([kind, name, commit, paths]);
}

class Cleaning implements Cleaned {
  readonly removed: CleanItem[] = [];
  readonly left: (CleanItem & { because: string })[] = [];
  readonly backups: string[] = [];
  readonly #host: Host;
  readonly #project: Project;
  readonly #force: boolean;

  constructor(host: Host, project: Project, force: boolean) {
    this.#host = host;
    this.#project = project;
    this.#force = force;
  }

  async take(item: CleanItem): Promise<void> {
    const because = this.#obstacle(item) ?? (await this.#remove(item));
    if (because === undefined) this.removed.push(item);
    else this.left.push({ ...item, because });
  }

  #obstacle({ needs }: CleanItem): string | undefined {
    if (needs === 'hand') return 'only you can remove it';
    return needs === 'force' && !this.#force ? 'it needs --force' : undefined;
  }

  async #remove(item: CleanItem): Promise<string | undefined> {
    if (item.kind === 'worktree') return this.#removeWorktree(item);
    if (item.kind === 'branch') return this.#removeBranch(item);
    if (item.kind === 'backup' && !(await this.#removeRef(item))) return 'it could not be backed up';
    for (const one of item.paths) await this.#host.files.remove(one);
    return undefined;
  }

  async #removeWorktree({ name, story, paths }: CleanItem): Promise<string | undefined> {
    const { git } = this.#host;
    const [folder = ''] = paths;
    const owner = story ?? (folder === this.#project.store.layout.checkout ? ':checkout' : undefined);
    if (owner !== undefined && !(await this.#takeDown(owner, folder)))
      return 'its teardown failed, and `onTeardownFailure` keeps it';
    const kept = await this.#keep(name, folder);
    if (kept !== undefined && !this.#force) return `it held changes that git was told to overlook: they are kept as ${kept}`;
    await git.removeWorktree(this.#project.repository.top, folder);
    return undefined;
  }

  async #takeDown(story: string, folder: string): Promise<boolean> {
    const { port } = this.#outputOf(story) ?? {};
    const site = { host: this.#host, project: this.#project, tell: () => {} };
    return runTeardown(site, { folder, story, ...(port === undefined ? {} : { port }) });
  }

  /** Whatever stands in it is kept first, what it hid from git too; gives the ref, where there was anything. */
  async #keep(name: string, folder: string): Promise<string | undefined> {
    const { git, clock } = this.#host;
    if (await isApart(this.#host, this.#project, folder)) return this.#keepApart(name, folder);
    const head = (await git.commitOf(folder, 'HEAD'))!;
    const ref = `refs/xpar/backup/${/^[a-z0-9]/.test(name) ? name : 'pool'}/${clock.now()}`;
    const message = `${name}: left in its worktree\n`;
    const leaveOut = this.#outputOf(name)?.copied ?? [];
    const { changed } = await git.commitWorktree(folder, { base: head, ref, message, leaveOut });
    if (changed || (await strayHead(this.#host, this.#project, { id: name, folder })) !== undefined) {
      this.backups.push(ref);
      return ref;
    }
    await git.deleteRef(this.#project.repository.top, ref);
    return undefined;
  }

  /** Of a lane that is a clone only its files are taken in: its own git is not asked. */
  async #keepApart(name: string, folder: string): Promise<string | undefined> {
    const { git, clock } = this.#host;
    const { repository, laneTips } = this.#project;
    const base = laneTips.get(name) ?? startCommit(this.#project);
    const ref = `refs/xpar/backup/${name}/${clock.now()}`;
    const leaveOut = this.#outputOf(name)?.copied ?? [];
    const spec = { base, ref, message: `${name}: left in its clone\n`, leaveOut, into: repository.top };
    const { changed } = await git.commitWorktree(folder, spec);
    if (changed) this.backups.push(ref);
    else await git.deleteRef(repository.top, ref);
    return changed ? ref : undefined;
  }

  #outputOf(story: string): StepOutputs['worktree'] | undefined {
    return storyState(this.#project.store.state, story).steps.worktree?.output;
  }

  /** A backup is gone for good; a checkpoint whose work landed nowhere becomes one. */
  async #removeRef({ name, story, commit = '', needs }: CleanItem): Promise<boolean> {
    const { git, clock } = this.#host;
    const { top } = this.#project.repository;
    if (story !== undefined && needs === 'force') {
      const ref = `refs/xpar/backup/${story}/checkpoint/${clock.now()}`;
      if (!(await git.updateRef(top, ref, commit, undefined))) return false;
      this.backups.push(ref);
    }
    await git.deleteRef(top, name, commit);
    return true;
  }

  async #removeBranch({ name, story = '', commit = '', needs }: CleanItem): Promise<string | undefined> {
    const { git, clock } = this.#host;
    const { top } = this.#project.repository;
    const branch = `refs/heads/${name}`;
    if ((await git.checkouts(top)).some((one) => one.branch === branch)) return 'a worktree stands on it';
    if (needs === 'force') {
      const ref = `refs/xpar/backup/${story}/branch/${clock.now()}`;
      if (!(await git.updateRef(top, ref, commit, undefined))) return 'it could not be backed up';
      this.backups.push(ref);
    }
    await git.deleteRef(top, branch, commit);
    return (await git.commitOf(top, branch)) === undefined ? undefined : 'it was moved meanwhile';
  }
}
