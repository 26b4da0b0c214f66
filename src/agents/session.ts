import type { AgentEvent, AgentResult, AgentRun, Loop, RunSpec, StopReason } from '../model/agent.ts';
import type { PermissionAsk, Verdict } from '../model/inbox.ts';
import type { OutputLine, Running } from '../host/host.ts';
import type { AskedFor, Dialect, SessionEnd, SessionPorts, SessionStart } from './dialect.ts';
import { leaveVerdict } from './leave-verdict.ts';
import { cleanEvents } from './clean-events.ts';
import { eventQueue } from './event-queue.ts';
import { HeldClock } from './held-clock.ts';
import { loopWatch } from './loop-watch.ts';
import { PATIENCE } from './patience.ts';
import { EVENT_LINE_LENGTH, OUTPUT_LINE_LENGTH, sessionFiles } from './session-files.ts';
import { tail, type Tailed } from './tail.ts';

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
  readonly #held: HeldClock;
  #errors: string[] = [];

  constructor(spec: RunSpec, start: SessionStart, dialect: Dialect, ports: SessionPorts) {
    this.#spec = spec;
    this.#start = start;
    this.#dialect = dialect;
    this.#ports = ports;
    this.#loopIn = loopWatch(spec.limits);
    this.#held = new HeldClock(ports.clock);
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
    if (handBackMs !== undefined && handBack !== undefined) await this.#handBack(running, why);
    else if (interrupt !== undefined || interruptSignal !== undefined) {
      if (interrupt !== undefined) running.write(interrupt);
      if (interruptSignal !== undefined) running.signal(interruptSignal);
      await Promise.race([running.ended, this.#ports.clock.wait(interruptMs, this.#over.signal)]);
    }
    await running.stop(graceMs);
  }

  /** Ends the turn under way, and gives one more. What it finished before it heard that is finished. */
  async #handBack(running: Running, why: StopReason): Promise<void> {
    const { interruptMs, handBackMs = 0 } = PATIENCE[why];
    const { interrupt = '', handBack = () => '' } = this.#dialect;
    if (this.#dialect.isDone()) return;
    this.#isHandingBack = true;
    running.write(interrupt);
    await this.#nextTurn(interruptMs);
    if (this.#dialect.hasCompleted?.() !== true && !this.#over.signal.aborted) {
      this.#handedBack = true;
      running.write(handBack(why));
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
    if (this.#stopped !== undefined) return { exit: { code: null, signal: null }, missing: false };
    const { cwd, sandbox } = this.#spec;
    const argv = sandbox?.wrap(this.#start.argv) ?? this.#start.argv;
    const isKept = sandbox?.isKeeper ?? false;
    const running = commands.start({ argv, cwd, env: this.#start.env, logFile: log, isKept });
    this.#running = running;
    running.write(this.#start.opening);
    if (!this.#start.duplex) running.closeInput();
    const watching = [this.#watchClocks(), this.#followEvents(), this.#followRecord()];
    for await (const line of running.lines) this.#read(line);
    const { code, signal, missing } = await running.ended;
    this.#over.abort();
    await Promise.all([...watching, this.#stopping]);
    await cleanEvents(this.#spec.stateDir, this.#ports);
    return { exit: { code, signal }, missing };
  }

  async #giveUp(error: Error): Promise<Pick<SessionEnd, 'exit' | 'missing' | 'trouble'>> {
    await this.#running?.stop(PATIENCE.user.graceMs);
    return { exit: { code: null, signal: null }, missing: false, trouble: error.message };
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
    for (const asked of this.#dialect.asks?.() ?? []) void this.#ask(asked);
    this.#answer();
    this.#onTurn();
    if (!this.#dialect.isDone() || this.#leaving || this.#isHandingBack) return;
    this.#leaving = true;
    this.#running?.closeInput();
    void this.#seeOut();
  }

  #ask = async ({ id, ask }: AskedFor): Promise<void> => this.#reply(id, await this.#verdictOn(ask));

  /** Asked through the outbox, by an agent that has no other way; answered there. */
  async #askedBy({ id, action, why }: Extract<AgentEvent, { t: 'asks' }>): Promise<void> {
    const ask: PermissionAsk = { tool: 'request_approval', kind: 'execute', command: action, paths: [], why };
    await leaveVerdict(this.#ports.files, this.#spec.stateDir, { id, verdict: await this.#verdictOn(ask) });
  }

  /** Nobody is waited for while the clocks run: what a person takes to answer is not the session's time. */
  async #verdictOn(ask: PermissionAsk): Promise<Verdict> {
    const { approve } = this.#spec;
    if (approve === undefined) return { allow: false, why: ask.why };
    this.#held.hold();
    const verdict = await approve(ask, this.#over.signal).catch((error: unknown) => ({ allow: false, why: String(error) }));
    this.#held.release();
    return verdict;
  }

  #reply(id: string, verdict: Verdict): void {
    if (this.#over.signal.aborted) return;
    this.#tell(this.#dialect.reply?.(id, verdict) ?? []);
    this.#answer();
  }

  #answer(): void {
    const answer = this.#dialect.answers?.() ?? '';
    if (answer !== '') this.#running?.write(answer);
  }

  async #seeOut(): Promise<void> {
    await this.#ports.clock.wait(this.#dialect.leaveMs ?? LEAVE_MS, this.#over.signal);
    if (!this.#over.signal.aborted) await this.#running?.stop(PATIENCE.idle.graceMs);
  }

  #tell(events: readonly AgentEvent[]): void {
    this.#held.sign();
    for (const event of events) {
      this.#queue.push(event);
      this.#loop ??= this.#loopIn(event);
      if (event.t === 'asks') void this.#askedBy(event);
    }
    if (this.#loop && this.#stopped === undefined && !this.#dialect.isDone()) void this.stop('loop');
    const { contextTokens } = this.#spec.limits;
    if (this.#dialect.contextTokens() > contextTokens && this.#stopped === undefined && !this.#dialect.isDone())
      void this.stop('ceiling');
  }

  #watchClocks(): Promise<void> {
    const stop = (why: StopReason): Promise<void> => this.stop(why);
    return this.#held.watch(this.#spec.limits, { over: this.#over.signal, isLeaving: () => this.#leaving, stop });
  }

  async #followEvents(): Promise<void> {
    const { events } = sessionFiles(this.#spec.stateDir);
    await this.#follow('event file', {
      where: () => Promise.resolve(events),
      lineLength: EVENT_LINE_LENGTH,
      hear: (line) => this.#tell(this.#dialect.told(this.#ports.commands.redacted(line))),
    });
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
