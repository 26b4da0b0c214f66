import type { Commands } from './command-port.ts';
import type { Git, Merger } from './git-port.ts';
import type { Machine } from './machine-port.ts';
import type { Watcher } from './watch-port.ts';
import type { Web } from './web-port.ts';

export type { Watcher, Watching, WatchReader } from './watch-port.ts';
export type { Answer, Web } from './web-port.ts';
export type { Machine } from './machine-port.ts';
export { GitTrouble } from './git-trouble.ts';
export type * from './command-port.ts';
export type * from './git-port.ts';

/**
 * The outside world, as ports. Rooms are given what they need of these; only `main.ts` sees the real ones
 * (`node-host.ts`), and tests give their own.
 */
export interface Host {
  readonly files: Files;
  readonly git: Git;
  merger(checkout: string): Merger;
  readonly commands: Commands;
  readonly tokenizer: Tokenizer;
  readonly clock: Clock;
  readonly terminal: Terminal;
  readonly lock: Lock;
  readonly watcher: Watcher;
  readonly machine: Machine;
  readonly workers: Workers;
  readonly web: Web;
}

/** Work that takes the processor's time, by name: spread over the machine where there is enough of it. */
export interface Workers {
  /** What the named work makes of each input, in their order. `told` is called now and then with how many are done. */
  each<Input, Output>(work: 'parse-card', inputs: readonly Input[], told?: (done: number) => void): Promise<readonly Output[]>;
  /** One piece of work on what nobody vouches for, in a thread of its own that is ended where it goes beyond its bounds. */
  apart<Input, Output>(work: 'read-report', input: Input, bounds: WorkBounds): Promise<WorkedApart<Output>>;
}

export interface WorkBounds {
  readonly ms: number;
  readonly megabytes: number;
}

/** `because`: how it went beyond its bounds, in words. */
export type WorkedApart<Output> =
  { readonly ok: true; readonly value: Output } | { readonly ok: false; readonly because: string };

/** Why a file could not be read: each is told to the person by name. */
export type ReadTrouble = 'missing' | 'not-a-file' | 'outside' | 'too-large' | 'denied';

export type ReadResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly trouble: ReadTrouble; readonly detail: string };

/**
 * What a look at each path gave, four numbers a path: size in bytes (-1: nothing stands there), time of content and of
 * metadata in ms with fractions, inode. Equal numbers, old enough, mean an unchanged file.
 */
export type Stamps = Float64Array;

/** Paths are absolute unless a parameter says otherwise. */
export interface Files {
  /** A regular file inside `root` (links that leave it, pipes, devices and folders are refused), at most `maxBytes`. */
  readInside(root: string, relative: string, maxBytes: number): Promise<ReadResult>;
  /** UTF-8 text, or undefined where there is none to read. */
  readText(path: string): Promise<string | undefined>;
  /** The whole of a file, or undefined where there is none to read. */
  readBytes(path: string): Promise<Uint8Array | undefined>;
  /** Reads pieces of a file as they are asked for, at once; the file stays open. Undefined where there is none. */
  pieces(path: string): Promise<((offset: number, length: number) => Uint8Array) | undefined>;
  /** A look at each path, links followed, in the order given. Fast: one call for tens of thousands. */
  stamps(paths: readonly string[]): Promise<Stamps>;
  /** Names of the regular files and links directly in a folder, sorted; undefined where there is no such folder. */
  list(folder: string): Promise<readonly string[] | undefined>;
  /** Names of the folders directly in a folder, links not, sorted; undefined where there is no such folder. */
  folders(folder: string): Promise<readonly string[] | undefined>;
  /** Bytes of a file, or of all files below a folder; links count for themselves. 0 where nothing stands. */
  sizeOf(path: string): Promise<number>;
  exists(path: string): Promise<boolean>;
  /** Is the path itself, or a folder between `root` and it, a link? */
  isLinked(root: string, relative: string): Promise<boolean>;
  /** A folder with nothing in it, hidden files included. */
  isEmptyFolder(path: string): Promise<boolean>;
  /** Temporary file, fsync, rename: the old content or the new, never half. Makes the folders it needs. */
  writeAtomic(path: string, text: string): Promise<void>;
  /** The old content or the new, but not made to last: for what can be worked out again. False where it cannot be written. */
  writeCache(path: string, bytes: Uint8Array): Promise<boolean>;
  /** Writes only where nothing stands; false when something does. */
  createNew(path: string, text: string): Promise<boolean>;
  /** Appends and, with `sync`, waits until the disk has it. */
  append(path: string, text: string, sync: boolean): Promise<void>;
  /** Appends what nobody has to have; makes the folder it needs. False where it cannot be written. */
  appendNote(path: string, text: string): Promise<boolean>;
  /** Cuts a file off after so many bytes, and waits until the disk has it. */
  truncate(path: string, bytes: number): Promise<void>;
  /** Removes temporary files of writers that no longer live, from the folder or (`all`) from everything below it; gives them. */
  sweep(folder: string, depth: 'one' | 'all'): Promise<readonly string[]>;
  /** Where the file system that holds the path (or would) begins, and what room it has. */
  volumeOf(path: string): Promise<{ readonly top: string; readonly freeBytes: number } | undefined>;
  makeFolder(path: string): Promise<void>;
  /** Bytes from `offset` on (at most 4 MiB at once), empty where there is no file yet: how a growing file is followed. Rejects where something else than a file stands. */
  readFrom(path: string, offset: number): Promise<Uint8Array>;
  /** Removes a file or a whole folder; nothing there is no error. */
  remove(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** Lets `at` lead to the file `to`, over whatever file stood there; a copy where the system makes no links. */
  linkFile(to: string, at: string): Promise<void>;
  copyFolder(from: string, to: string): Promise<void>;
  /** Byte for byte, over whatever stands at `to`. */
  copyFile(from: string, to: string): Promise<void>;
}

/** Counts tokens of the reference tokenizer (o200k). Loaded on first use. */
export interface Tokenizer {
  readonly name: string;
  count(text: string): Promise<number>;
}

export interface Clock {
  /** Milliseconds since the epoch: for records, never for durations. */
  now(): number;
  /** Milliseconds that only grow. */
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when the signal aborts. */
  wait(ms: number, signal?: AbortSignal): Promise<void>;
}

export interface Terminal {
  readonly out: Stream;
  readonly err: Stream;
  /** Someone can answer: standard input and standard error are terminals. */
  readonly canAsk: boolean;
  /** Yes or no; false at once where nobody can answer. */
  confirm(question: string): Promise<boolean>;
  /** Standard input, line by line, to its end: for verbs that a program speaks to. */
  lines(): AsyncIterable<string>;
  /** A line of what somebody types; undefined where nobody can, nobody does (end of input), or the signal aborts. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
  /** Called on ctrl-C and the like, first and second time; returns how to stop listening. */
  onInterrupt(listener: (signal: string, times: number) => void): () => void;
}

export interface Stream {
  write(text: string): void;
  readonly isTerminal: boolean;
  readonly colour: boolean;
  /** Width in columns and height in rows as they are now. */
  size(): { readonly columns: number; readonly rows: number };
}

export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly startedAt: number;
  readonly command: string;
  /** When its process began, in the system's words; the lock adds it where the system tells. */
  readonly born?: string;
}

/** One build per repository; the kernel frees the lock when its holder dies. `take` rejects where no lock can be kept. */
export interface Lock {
  /** Who holds it, as far as can be told without touching it: for messages only. */
  holder(file: string): Promise<Holder | undefined>;
  /** Whether anybody has it, whoever that is. What cannot be asked counts as held. */
  isHeld(file: string): Promise<boolean>;
  /**
   * Does to this holder what ctrl-C does, where it is of this machine and provably the process that took the lock. `astray`: it does
   * not have the lock; `denied`: it is another user's.
   */
  interrupt(file: string, meant: Holder): Promise<'sent' | 'gone' | 'unproven' | 'astray' | 'denied'>;
  take(
    file: string,
    holder: Holder,
  ): Promise<{ readonly held: true; release(): Promise<void> } | { readonly held: false; readonly by?: Holder }>;
}
