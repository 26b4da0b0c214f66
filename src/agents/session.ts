import path from 'node:path';
import type { AgentEvent, AgentResult, AgentRun, Loop, RunSpec, StopReason } from '../model/agent.ts';
import type { OutputLine, Running } from '../host/host.ts';
import type { Dialect, SessionEnd, SessionPorts, SessionStart } from './dialect.ts';
import { eventQueue } from './event-queue.ts';
import { loopWatch } from './loop-watch.ts';
import { PATIENCE, type Patience } from './patience.ts';
import { tail, type Tailed } from './tail.ts';

/** Files of one attempt. The outbox is the one folder outside the worktree that the agent itself writes to. */
export function sessionFiles(stateDir: string): {
  readonly prompt: string;
  readonly outbox: string;
  readonly events: string;
  readonly log: string;
} {
  const outbox = path.join(stateDir, 'outbox');
  return {
    prompt: path.join(stateDir, 'prompt.md'),
    outbox,
    events: path.join(outbox, 'events.jsonl'),
    log: path.join(stateDir, 'agent.log'),
  };
}

/** Lines are cut here, in characters. */
export const EVENT_LINE_LENGTH: number = 64 * 1024;
export const OUTPUT_LINE_LENGTH: number = 1024 * 1024;
/** An event file larger than this is the agent's own to keep. */
const EVENTS_BYTES = 64 * 1024 * 1024;
/** After its last word an agent only has to exit. */
const LEAVE_MS = 10_000;
const ERROR_LINES = 20;

/** Starts an agent and watches it: context ceiling, silence, wall clock, going in circles. See the AgentRun it gives. */
export function runSession(spec: RunSpec, start: SessionStart, dialect: Dialect, ports: SessionPorts): AgentRun {
  return new Session(spec, start, dialect, ports);
}

class Session implements AgentRun {
  readonly result: Promise<AgentResult>;
  readonly #queue = eventQueue();
  readonly #over = new AbortController();
  readonly #spec: RunSpec;
  readonly #start: SessionStart;
  readonly #dialect: Dialect;
  readonly #ports: SessionPorts;
  #running: Running | undefined;
  readonly #loopIn: (event: AgentEvent) => Loop | undefined;
  #stopped: StopReason | undefined;
  #loop: Loop | undefined;
  #stopping: Promise<void> | undefined;
  #leaving = false;
  #isHandingBack = false;
  #handedBack = false;
  #onTurn: () => void = () => {};
  readonly #hurry = new AbortController();
  #lastSignMs: number;
  #errors: string[] = [];

  constructor(spec: RunSpec, start: SessionStart, dialect: Dialect, ports: SessionPorts) {
    this.#spec = spec;
    this.#start = start;
    this.#dialect = dialect;
    this.#ports = ports;
    this.#loopIn = loopWatch(spec.limits);
    this.#lastSignMs = ports.clock.monotonicMs();
    this.result = this.#go()
      .catch((error: unknown) => this.#giveUp(error as Error))
      .then((end) => this.#finish(end));
  }

  get pid(): number | undefined {
    return this.#running?.pid;
  }

  [Symbol.asyncIterator](): AsyncIterator<AgentEvent> {
    return this.#queue[Symbol.asyncIterator]();
  }

  async stop(why: StopReason): Promise<void> {
    // After its last word there is nothing left to stop but the program: the word stays what it is.
    if (!this.#dialect.isDone()) this.#stopped ??= why;
    // A person's word hurries a polite stop that is already under way.
    if (this.#stopping === undefined) this.#stopping = this.#descend(why);
    else if (why === 'user') {
      this.#hurry.abort();
      await this.#running?.stop(PATIENCE.user.graceMs);
    }
    await this.#stopping;
  }

  /** Down the ladder: its own interrupt, SIGTERM, SIGKILL. */
  async #descend(why: StopReason): Promise<void> {
    const running = this.#running;
    if (running === undefined) return;
    const { interruptMs, graceMs, handBackMs } = PATIENCE[why];
    const { interrupt, interruptSignal, handBack } = this.#dialect;
    if (handBackMs !== undefined && handBack !== undefined) await this.#handBack(running, PATIENCE[why]);
    else if (interrupt !== undefined || interruptSignal !== undefined) {
      if (interrupt !== undefined) running.write(interrupt);
      if (interruptSignal !== undefined) running.signal(interruptSignal);
      await Promise.race([running.ended, this.#ports.clock.wait(interruptMs, this.#over.signal)]);
    }
    await running.stop(graceMs);
  }

  /** Ends the turn under way, and gives one more. What it finished before it heard that is finished. */
  async #handBack(running: Running, { interruptMs, handBackMs = 0 }: Patience): Promise<void> {
    const { interrupt = '', handBack = '' } = this.#dialect;
    if (this.#dialect.isDone()) return;
    this.#isHandingBack = true;
    running.write(interrupt);
    await this.#nextTurn(interruptMs);
    if (this.#dialect.hasCompleted?.() !== true && !this.#over.signal.aborted) {
      this.#handedBack = true;
      running.write(handBack);
      await this.#nextTurn(handBackMs);
    }
    running.closeInput();
    await Promise.race([running.ended, this.#ports.clock.wait(interruptMs, this.#over.signal)]);
  }

  /** Waits until it has ended one more turn, it is gone, a person hurries, or that takes too long. */
  async #nextTurn(limitMs: number): Promise<void> {
    const before = this.#dialect.turns?.() ?? 0;
    const enough = new AbortController();
    this.#onTurn = () => {
      if ((this.#dialect.turns?.() ?? 0) > before) enough.abort();
    };
    await this.#ports.clock.wait(limitMs, AbortSignal.any([enough.signal, this.#over.signal, this.#hurry.signal]));
    this.#onTurn = () => {};
  }

  async #go(): Promise<Omit<SessionEnd, 'stopped' | 'errors'>> {
    const { files, commands } = this.#ports;
    const { prompt, outbox, log } = sessionFiles(this.#spec.stateDir);
    await files.makeFolder(outbox);
    await files.writeAtomic(prompt, this.#spec.prompt);
    await this.#start.prepare?.(files);
    if (this.#stopped !== undefined) return NOT_STARTED;
    const { cwd, sandbox } = this.#spec;
    const argv = sandbox?.wrap(this.#start.argv) ?? this.#start.argv;
    const isKept = sandbox?.isKeeper ?? false;
    const running = commands.start({ argv, cwd, env: this.#start.env, logFile: log, isKept });
    this.#running = running;
    running.write(this.#start.opening);
    if (!this.#start.duplex) running.closeInput();
    const watching = [this.#watchSilence(), this.#watchWall(), this.#followEvents(), this.#followRecord()];
    for await (const line of running.lines) this.#read(line);
    const { code, signal, missing } = await running.ended;
    this.#over.abort();
    await Promise.all([...watching, this.#stopping]);
    await this.#cleanEvents();
    return { exit: { code, signal }, missing };
  }

  async #giveUp(error: Error): Promise<typeof NOT_STARTED & { readonly trouble: string }> {
    await this.#running?.stop(PATIENCE.user.graceMs);
    return { ...NOT_STARTED, trouble: error.message };
  }

  #finish(end: Omit<SessionEnd, 'stopped' | 'errors'>): AgentResult {
    this.#over.abort();
    this.#queue.close();
    return this.#dialect.result({
      ...end,
      ...(this.#stopped === undefined ? {} : { stopped: this.#stopped }),
      ...(this.#stopped === 'loop' && this.#loop ? { loop: this.#loop } : {}),
      ...(this.#handedBack ? { handedBack: true } : {}),
      errors: this.#errors.join('\n'),
    });
  }

  #read(line: OutputLine): void {
    if (line.from === 'stderr') this.#errors = [...this.#errors.slice(1 - ERROR_LINES), line.text.slice(0, 500)];
    this.#tell(this.#dialect.output(line));
    const answer = this.#dialect.answers?.() ?? '';
    if (answer !== '') this.#running?.write(answer);
    this.#onTurn();
    if (!this.#dialect.isDone() || this.#leaving || this.#isHandingBack) return;
    this.#leaving = true;
    this.#running?.closeInput();
    void this.#seeOut();
  }

  async #seeOut(): Promise<void> {
    await this.#ports.clock.wait(this.#dialect.leaveMs ?? LEAVE_MS, this.#over.signal);
    if (!this.#over.signal.aborted) await this.#running?.stop(PATIENCE.idle.graceMs);
  }

  #tell(events: readonly AgentEvent[]): void {
    this.#lastSignMs = this.#ports.clock.monotonicMs();
    for (const event of events) {
      this.#queue.push(event);
      this.#loop ??= this.#loopIn(event);
    }
    if (this.#loop && this.#stopped === undefined && !this.#dialect.isDone()) void this.stop('loop');
    const { contextTokens } = this.#spec.limits;
    if (this.#dialect.contextTokens() > contextTokens && this.#stopped === undefined && !this.#dialect.isDone())
      void this.stop('ceiling');
  }

  async #watchSilence(): Promise<void> {
    const { clock } = this.#ports;
    for (;;) {
      const leftMs = this.#lastSignMs + this.#spec.limits.idleMs - clock.monotonicMs();
      if (leftMs <= 0) return this.stop('idle');
      await clock.wait(leftMs, this.#over.signal);
      if (this.#over.signal.aborted || this.#leaving) return;
    }
  }

  async #watchWall(): Promise<void> {
    await this.#ports.clock.wait(this.#spec.limits.wallMs, this.#over.signal);
    if (!this.#over.signal.aborted && !this.#leaving) await this.stop('wall');
  }

  async #followEvents(): Promise<void> {
    const { events } = sessionFiles(this.#spec.stateDir);
    await this.#follow('event file', {
      where: () => Promise.resolve(events),
      lineLength: EVENT_LINE_LENGTH,
      hear: (line) => this.#tell(this.#dialect.told(this.#ports.commands.redacted(line))),
    });
  }

  /** The one log that the agent writes itself. */
  async #cleanEvents(): Promise<void> {
    const { events, outbox } = sessionFiles(this.#spec.stateDir);
    const { files, commands } = this.#ports;
    // Whatever else than a file stands there by now is not read.
    const read = await files.readInside(outbox, path.basename(events), EVENTS_BYTES);
    const text = read.ok ? Buffer.from(read.bytes).toString() : undefined;
    const clean = text === undefined ? undefined : commands.redacted(text);
    if (clean !== undefined && clean !== text) await files.writeAtomic(events, clean);
  }

  async #followRecord(): Promise<void> {
    const { record } = this.#dialect;
    if (record === undefined) return;
    await this.#follow('record', {
      where: () => record.find(this.#ports.files),
      lineLength: OUTPUT_LINE_LENGTH,
      hear: (line) => this.#tell(record.told(this.#ports.commands.redacted(line))),
    });
  }

  async #follow(name: string, what: Tailed): Promise<void> {
    try {
      await tail(what, { ...this.#ports, over: this.#over.signal });
    } catch (error) {
      this.#queue.push({ t: 'raw', line: `xpar: the ${name} cannot be followed: ${(error as Error).message}` });
    }
  }
}

const NOT_STARTED = { exit: { code: null, signal: null }, missing: false } as const;
