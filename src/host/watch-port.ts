/** Watches folders, not files: ten thousand cards cost as much as ten. Loaded on first use. */
export interface Watcher {
  /**
   * Tells of every change directly in these folders (absolute), wherever `isMeant` says that the path matters, and of
   * a folder that comes, goes or is renamed: one that goes is waited for, one that another took the place of is to be watched
   * anew. Comes back once it watches.
   */
  watch(folders: readonly string[], to: WatchReader): Promise<Watching>;
}

export interface WatchReader {
  isMeant(path: string): boolean;
  tell(path: string): void;
  /** The system has no watches left to give (`code` is its word for that): from now on files are looked at every so often. */
  polled(code: string): void;
}

export interface Watching {
  close(): Promise<void>;
}
