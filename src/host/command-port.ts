import type { Discretion } from './discretion.ts';

export interface CommandSpec {
  /** Program and arguments; never a shell string. */
  readonly argv: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Where all output goes, absolute; cut at 64 MiB with a line that says so. */
  readonly logFile?: string;
  readonly signal?: AbortSignal;
  /** It holds another, and dies of any signal: polite ones go to what it holds. */
  readonly isKept?: boolean;
}

export interface CommandResult {
  readonly code: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  /** The program does not exist or may not be run. */
  readonly missing: boolean;
  /** The last 64 kB of both streams together. */
  readonly tail: string;
  /** SHA-256 of all output. */
  readonly digest: string;
  readonly durationMs: number;
}

export interface OutputLine {
  readonly from: 'stdout' | 'stderr';
  /** Without its line end; cut at 1 MiB. */
  readonly text: string;
}

/** A program under way. `ended` never rejects. */
export interface Running {
  readonly pid: number | undefined;
  readonly lines: AsyncIterable<OutputLine>;
  write(text: string): void;
  closeInput(): void;
  /** To the program's whole process group. */
  signal(name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  /** SIGTERM, then SIGKILL after `graceMs`, to the group and all descendants. */
  stop(graceMs: number): Promise<void>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly missing: boolean }>;
}

/** A program that is to go on when this xpar has ended. */
export interface FreeSpec {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files for its output, absolute and new; they may be the same. */
  readonly out: string;
  readonly err: string;
}

/** `ended` never rejects; nobody has to wait for it. */
export interface Free {
  readonly pid: number | undefined;
  /** `failure`: why it could not be started. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly failure?: string }>;
  interrupt(): void;
}

/** What programs say holds none of the person's secrets. */
export interface Commands extends Discretion {
  /** Runs to the end, children of children included; never rejects for what the program did. */
  run(spec: CommandSpec): Promise<CommandResult>;
  start(spec: CommandSpec): Running;
  /** Starts it in a session of its own: it outlives this xpar and its terminal. Throws where its files cannot be made. */
  setFree(spec: FreeSpec): Free;
  /** Ends what still lives of an xpar that is dead, and has this variable in its environment. Returns when none of it does. */
  endMarked(variable: Readonly<Record<string, string>>): Promise<void>;
  /** Kills everything started and still living, at once: a person who interrupts twice wants out. */
  endAll(): void;
}
