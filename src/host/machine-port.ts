/** This machine, and this installation of xpar on it. */
export interface Machine {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly cpus: number;
  /** Bytes free (undefined where the system's figure says little), and processes waiting for each processor over the last minute. */
  strain(): { readonly freeBytes?: number; readonly load: number };
  readonly pid: number;
  readonly hostname: string;
  /** Program and arguments that start this xpar again. */
  readonly program: readonly string[];
  /** Folder of this installation of xpar (where `examples/` and `schemas/` stand). */
  readonly installation: string;
  readonly version: string;
  /** Of the Node this runs on. */
  readonly nodeVersion: string;
  /**
   * Evaluates a config module as it stands now: its default export, and all files that were loaded for it, xpar's own not.
   * Throws what the module throws.
   */
  importModule(path: string): Promise<{ readonly value: unknown; readonly files: readonly string[] }>;
}
