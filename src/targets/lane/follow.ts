import { startMeter, watch, type Alarm, type Meter } from '../../budget/meters.ts';
import { addTokens, NO_TOKENS, type TokenSplit } from '../../model/budget.ts';
import type { AgentEvent, AgentRun, ReviewVerdict } from '../../model/agent.ts';
import type { StepOutputs } from '../../model/record.ts';
import { agentName } from '../project/adapters.ts';
import type { Build, Lane, Seat } from '../run/build.ts';
import { checkpointKeeper, keepCheckpoint } from './checkpoint.ts';
import type { SessionBurn } from '../run/burn-watch.ts';
import { beyondTheCard } from './fiction.ts';
import { writeMeter } from './open-book.ts';
import type { Prepared } from './prepare.ts';
import type { TraceWriter } from './trace.ts';

export interface Seen {
  /** Another model answered than the story is budgeted for. */
  readonly wrongModel?: string;
  /** Of the agent, where it tells. */
  readonly version?: string;
  readonly hasOutgrown?: true;
  /** What it did to its context, in order: requests and tools. */
  readonly events: readonly AgentEvent[];
  /** A reviewer's last word on the work. */
  readonly verdict?: ReviewVerdict;
}

/** Follows a session request by request: both meters, the alarms, the model that answers. An interrupt stops it. */
export async function follow(
  build: Build,
  lane: Lane,
  run: AgentRun,
  with_: {
    readonly prepared: Prepared;
    readonly trace: TraceWriter;
    readonly burn: SessionBurn;
    readonly seat: Seat;
    readonly place: StepOutputs['worktree'];
    /** It goes on with an earlier session: its first context is no floor. */
    readonly resumed: boolean;
  },
): Promise<Seen> {
  const { trace, place, seat } = with_;
  const checkpoints = checkpointKeeper((told) => keepCheckpoint(build, lane, place, told));
  const stop = (): void => void run.stop('user');
  build.interrupted.addEventListener('abort', stop, { once: true });
  if (build.interrupted.aborted) stop();
  const following = new Following(build, lane, with_);
  for await (const event of run) {
    trace.take(event);
    following.take(event);
    if (event.t === 'checkpoint') checkpoints.take(wordsOf(event));
    if (event.t === 'denied') await seat.refused(event);
    if (event.t === 'drift') await seat.drifted(event);
    if (following.isWrong) stop();
    if (following.hasOutgrown) void run.stop('share');
  }
  build.interrupted.removeEventListener('abort', stop);
  seat.leave();
  await trace.close();
  await checkpoints.done();
  return following.seen();
}

function wordsOf({ completed, pending, next }: Extract<AgentEvent, { t: 'checkpoint' }>): Parameters<typeof keepCheckpoint>[3] {
  return { completed, pending, ...(next === undefined ? {} : { next }) };
}

class Following {
  readonly #build: Build;
  readonly #lane: Lane;
  readonly #prepared: Prepared;
  readonly #burn: SessionBurn;
  readonly #resumed: boolean;
  readonly #events: AgentEvent[] = [];
  #meter: Meter;
  #spend: TokenSplit = NO_TOKENS;
  #session: Extract<AgentEvent, { t: 'session' }> | undefined;
  #wrongModel: string | undefined;
  #verdict: ReviewVerdict | undefined;

  constructor(build: Build, lane: Lane, with_: { prepared: Prepared; burn: SessionBurn; resumed: boolean }) {
    const { prepared, burn, resumed } = with_;
    this.#resumed = resumed;
    const { baseTokens, floorTokens, ceilingTokens, workingP50Tokens, zone } = prepared.forecast;
    this.#burn = burn;
    this.#build = build;
    this.#lane = lane;
    this.#prepared = prepared;
    this.#meter = startMeter({
      baseTokens,
      floorTokens,
      ceilingTokens,
      workingTokens: workingP50Tokens,
      warnTokens: zone.warnTokens,
      hardTokens: zone.hardTokens,
    });
  }

  /** It works on more than its share of a session that others are to use. */
  get hasOutgrown(): boolean {
    const { mostTokens = Infinity } = this.#prepared.share ?? {};
    return this.#meter.workingTokens > mostTokens;
  }

  get isWrong(): boolean {
    return this.#wrongModel !== undefined;
  }

  seen(): Seen {
    const version = this.#session?.version ?? '';
    return {
      events: this.#events,
      ...(version === '' ? {} : { version }),
      ...(this.hasOutgrown ? { hasOutgrown: true } : {}),
      ...(this.#verdict === undefined ? {} : { verdict: this.#verdict }),
      ...(this.#wrongModel === undefined ? {} : { wrongModel: this.#wrongModel }),
    };
  }

  take(event: AgentEvent): void {
    if (event.t === 'request' || event.t === 'tool') this.#events.push(event);
    if (event.t === 'session') this.#meet(event);
    if (event.t === 'verdict') this.#verdict = event;
    if (event.t === 'drift') this.#build.tell({ t: 'drift', story: this.#lane.story.id, adr: event.adr, note: event.note });
    if (event.t === 'request') this.#request(event);
  }

  #meet(session: Extract<AgentEvent, { t: 'session' }>): void {
    this.#session ??= session;
    this.#build.versions?.met(agentName(this.#build.project.config, this.#lane.story), session.version);
    if (!sameModel(session.model, this.#prepared.forecast.model)) this.#wrongModel = session.model;
  }

  #request(event: Extract<AgentEvent, { t: 'request' }>): void {
    this.#spend = addTokens(this.#spend, event.delta);
    let spiked = false;
    if (event.main) {
      const { meter, alarms } = watch(this.#meter, event.context);
      this.#meter = meter;
      for (const alarm of alarms) this.#warn(alarm);
      spiked = alarms.some(({ kind }) => kind === 'spike');
    }
    this.#build.tell({
      t: 'usage',
      story: this.#lane.story.id,
      contextTokens: this.#meter.contextTokens,
      floorTokens: this.#prepared.forecast.floorTokens,
      spend: this.#spend,
      requests: this.#meter.requests,
    });
    writeMeter(this.#build, this.#lane, { ...this.#meter, spend: this.#spend });
    this.#burn.take(event.delta);
    const { workingTokens, bounds } = this.#meter;
    if (spiked) this.#burn.spike({ expectedTokens: bounds.workingTokens, workingTokens });
  }

  #warn({ kind, contextTokens, limitTokens }: Alarm): void {
    if (kind === 'fiction' && this.#resumed) return;
    const first = { prepared: this.#prepared, session: this.#session, contextTokens };
    const beyond = kind === 'fiction' ? { beyond: beyondTheCard(this.#build, this.#lane, first) } : {};
    this.#build.tell({ t: 'alarm', story: this.#lane.story.id, kind, contextTokens, limitTokens, ...beyond });
  }
}

/** An alias may be answered by its dated form; an agent that names no model is taken at the card's word. */
export function sameModel(answered: string, budgeted: string): boolean {
  const plain = (name: string): string => name.replace(/\[[^\]]*\]$/, '').replace(/-\d{8}$/, '');
  return answered === '' || plain(answered) === plain(budgeted);
}
