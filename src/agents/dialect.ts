import type { AgentEvent, AgentResult, Loop, StopReason } from '../model/agent.ts';
import type { PermissionAsk, Verdict } from '../model/inbox.ts';
import type { Clock, Commands, Files, OutputLine } from '../host/host.ts';

/** What a session needs of the world. */
export interface SessionPorts {
  readonly commands: Commands;
  readonly files: Pick<
    Files,
    'makeFolder' | 'writeAtomic' | 'readFrom' | 'readText' | 'exists' | 'readInside' | 'list' | 'isLinked' | 'linkFile'
  >;
  readonly clock: Clock;
}

/** How a program ended, for the dialect to judge. */
export interface SessionEnd {
  readonly exit: { readonly code: number | null; readonly signal: string | null };
  readonly missing: boolean;
  /** Set when we stopped it: remembered, because neither exit code nor output says so reliably. */
  readonly stopped?: StopReason;
  /** What it was stopped for, where that was a loop. */
  readonly loop?: Loop;
  /** Why it was never started. */
  readonly trouble?: string;
  /** It was asked to hand back, and told so: what it says after that is no word that it is done. */
  readonly handedBack?: boolean;
  /** The last lines of its standard error. */
  readonly errors: string;
}

/** What one kind of agent says and understands. It keeps the session's state; the session keeps time and the program. */
export interface Dialect {
  output(line: OutputLine): readonly AgentEvent[];
  /** A line of the event file. */
  told(line: string): readonly AgentEvent[];
  /** Tokens in the main chain's window now; 0 while unknown. */
  contextTokens(): number;
  /** It said its last word: its input can be closed. */
  isDone(): boolean;
  /** What to write to ask it to stop by itself; none where it has no such word. */
  readonly interrupt?: string | undefined;
  /** What to write after that for one more turn, in which it hands back what there is. */
  readonly handBack?: (why: StopReason) => string;
  /** Turns it has ended so far, however; only of those that understand `handBack`. */
  turns?(): number;
  /** Did its last word say that the work is done? */
  hasCompleted?(): boolean;
  /** What it asks permission for and no rule settles, each told once; each is to be given a `reply`. */
  asks?(): readonly AskedFor[];
  reply?(id: string, verdict: Verdict): readonly AgentEvent[];
  /** What is to be written to it after a line of its output, or a reply. */
  answers?(): string;
  /** How long it gets to leave by itself after its last word; ten seconds where not said. */
  readonly leaveMs?: number;
  /** The signal that asks it to stop by itself, where that is its word. */
  readonly interruptSignal?: 'SIGINT';
  /** A file it keeps of its session, where it keeps one. */
  readonly record?: OwnRecord;
  result(end: SessionEnd): AgentResult;
}

export interface AskedFor {
  /** Its name for it. */
  readonly id: string;
  readonly ask: PermissionAsk;
}

/** A record that an agent keeps by itself: it is followed like the event file. */
export interface OwnRecord {
  /** Undefined while it is not there. */
  find(files: Pick<Files, 'list' | 'readInside'>): Promise<string | undefined>;
  told(line: string): readonly AgentEvent[];
}

export interface SessionStart {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Written to its input first. */
  readonly opening: string;
  /** Its input stays open until it is done. */
  readonly duplex: boolean;
  /** What has to stand before it can start, made anew for every session. */
  readonly prepare?: (files: SessionPorts['files']) => Promise<void>;
}
