import path from 'node:path';
import type { ShutIn } from '../model/config.ts';

/** What of the machine one session is given. Absolute paths. */
export interface Cell {
  /** The lane's checkout. */
  readonly worktree: string;
  /** The shared git folder. */
  readonly commonDir: string;
  /** In it, the lane's own; none where it has a repository of its own. */
  readonly entry?: string;
  /** The attempt's folder, readable; in it, what it may write. */
  readonly stateDir: string;
  readonly outbox: string;
  /** What its kind of agent writes of its own: settings, sign-in. */
  readonly own: readonly string[];
  readonly home: string;
  /** Of the places of keys, those that are there. */
  readonly hidden: { readonly folders: readonly string[]; readonly files: readonly string[] };
}

/** Where people keep keys and sign-ins, below their home; a sandbox shows none of it. */
const KEYS = [
  '.ssh',
  '.gnupg',
  '.aws',
  '.azure',
  '.kube',
  '.docker',
  '.config/gcloud',
  '.config/gh',
  '.config/op',
  '.password-store',
  '.local/share/keyrings',
  '.mozilla',
  '.config/google-chrome',
  '.netrc',
  '.git-credentials',
  '.config/git/credentials',
  '.npmrc',
  '.pypirc',
  '.cargo/credentials.toml',
  '.bash_history',
  '.zsh_history',
];
/** Sockets that lead out: the key agent's, the desktop's, the one that starts containers. */
const WAYS_OUT = ['/run/user', '/run/docker.sock', '/run/podman', '/run/containerd'];

/** Places that a session must not see, whether they are there or not. */
export function keyPlaces(home: string, more: readonly string[]): readonly string[] {
  return [...KEYS.map((name) => path.join(home, name)), ...WAYS_OUT, ...more.map((place) => atHome(place, home))];
}

/** `~/` is the person's home. */
export function atHome(place: string, home: string): string {
  return place.startsWith('~/') ? path.join(home, place.slice(2)) : place;
}

/** Always: nothing of the system can be written, temporary folders and processes are its own, and it ends with us. */
export const BWRAP: readonly string[] = [
  'bwrap --die-with-parent --unshare-pid',
  '--ro-bind / / --dev /dev --proc /proc',
  '--tmpfs /tmp --tmpfs /var/tmp --setenv TMPDIR /tmp',
].flatMap((options) => options.split(' '));

/** The command line in front of an agent's. Later mounts lie over earlier ones. */
export function bwrapArgv(cell: Cell, shutIn: ShutIn): readonly string[] {
  const { worktree, commonDir, entry, stateDir, outbox, own, home, hidden } = cell;
  const at = (places: readonly string[], how: string): string[] =>
    places.flatMap((place) => [how, atHome(place, home), atHome(place, home)]);
  return [
    ...BWRAP,
    ...hidden.folders.flatMap((place) => ['--tmpfs', place]),
    ...hidden.files.flatMap((place) => ['--ro-bind', '/dev/null', place]),
    // These may lie below a temporary folder.
    ...at([commonDir, stateDir, ...shutIn.readable], '--ro-bind'),
    ...at([worktree, outbox], '--bind'),
    ...(entry ? at(gitWritable(commonDir), '--bind-try') : []),
    ...(entry ? at([entry], '--bind') : []),
    ...(entry ? at(pointersOf(worktree, entry), '--ro-bind') : []),
    ...at(own, '--bind-try'),
    ...at(shutIn.writable, '--bind-try'),
    '--chdir',
    worktree,
    '--',
  ];
}

/** What a commit in a lane writes of the shared git folder: objects, the lanes' branches and their logs. */
export function gitWritable(commonDir: string): readonly string[] {
  return ['objects', 'refs/heads/xpar', 'logs/refs/heads/xpar', 'reftable'].map((name) => path.join(commonDir, name));
}

/** The settings file of sandbox-runtime. A host that is not named cannot be reached. */
export function srtSettings(cell: Cell, shutIn: ShutIn): string {
  const { worktree, commonDir, entry, outbox, own, home, hidden } = cell;
  const inGit = entry ? [entry, ...gitWritable(commonDir)] : [];
  const settings = {
    network: { allowedDomains: shutIn.domains, deniedDomains: [] },
    filesystem: {
      denyRead: [...hidden.folders, ...hidden.files],
      allowWrite: [worktree, outbox, ...inGit, ...own, ...shutIn.writable.map((one) => atHome(one, home))],
      denyWrite: entry ? pointersOf(worktree, entry) : [],
    },
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** By which a worktree and the repository know each other, and the config that git may have for one worktree alone. */
function pointersOf(worktree: string, entry: string): readonly string[] {
  return [path.join(worktree, '.git'), path.join(entry, 'gitdir'), path.join(entry, 'commondir'), worktreeConfig(entry)];
}

/** Made empty where there is none: what is not there cannot be shut. */
export function worktreeConfig(entry: string): string {
  return path.join(entry, 'config.worktree');
}

export function srtArgv(settingsFile: string): readonly string[] {
  return ['srt', '--settings', settingsFile];
}
