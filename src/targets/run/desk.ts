import { forbidden } from '../../agents/permission.ts';
import type { ParkedBy } from '../../model/allowance.ts';
import type { AgentEvent, StopReason } from '../../model/agent.ts';
import {
  actionId,
  subjectOf,
  type AgentAsking,
  type Asked,
  type Asking,
  type PermissionAsk,
  type Verdict,
} from '../../model/inbox.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import { itemsOf, openDrifts } from '../../record/inbox.ts';
import type { Build, Desk, Lane, Seat } from './build.ts';
import { agentName } from '../project/adapters.ts';
import { InboxItems } from '../person/inbox-items.ts';
import { settingsKey } from '../project/settings.ts';

/** How often answers are looked for while somebody waits for one. */
const LOOK_MS = 200;
/** An agent that is refused the very same so often does not hear; a lower limit of the config goes before it. */
const LOOP_TIMES = 3;
const NOTE_LENGTH = 1_000;

/** Where agents' questions are put to a person, and answers are taken: one for all lanes of a build. */
export class InboxDesk implements Desk {
  readonly #build: Build;
  readonly #taken = new Set<InboxSeat>();
  readonly items: InboxItems;

  constructor(build: Build) {
    this.#build = build;
    this.items = new InboxItems(build);
  }

  seat(lane: Lane, stop: (why: StopReason) => void): Seat {
    const seat = new InboxSeat(this, lane, { build: this.#build, stop });
    this.#taken.add(seat);
    return seat;
  }

  leave(seat: InboxSeat): void {
    this.#taken.delete(seat);
  }

  halted({ what }: Pick<Lane, 'what'>): ParkedBy | undefined {
    const [drift] = openDrifts(this.#build.project.store.state, (adr) => what[`contract ${adr}`]);
    return drift && parkedFor(drift);
  }

  /** Every session under the contract that is in question. */
  halt(): void {
    for (const seat of this.#taken) seat.haltIf((lane) => this.halted(lane));
  }

  /** The item for this, which may stand there from an earlier session. */
  async open(lane: Lane, asking: AgentAsking, until?: number): Promise<Asked> {
    const { project, tell } = this.#build;
    const key = laneKey(lane);
    const settings = settingsKey(project.config.agents[agentName(project.config, lane.story)], []);
    const item = await this.items.open(
      { ...key, agent: lane.adapter.name, settings, asking },
      (one) => one.story === key.story && one.key === key.key && isSame(one.asking, asking),
    );
    const { id, story } = item;
    tell({ t: 'inbox-opened', story, item: id, agent: lane.adapter.name, asking, ...(until === undefined ? {} : { until }) });
    return item;
  }

  /** Allowed by nobody but the config: recorded like what a person answers. */
  async openAllowed(lane: Lane, asking: AgentAsking): Promise<Asked> {
    const { id } = await this.open(lane, asking);
    return this.items.answer(id, { allow: true, by: 'autonomous' });
  }

  /** A session acts on the answer: for once is once. */
  async take({ id, story, isTaken, answer }: Asked): Promise<void> {
    if (isTaken || answer === undefined) return;
    await this.items.take(id);
    const { at: _at, ...given } = answer;
    this.#build.tell({ t: 'inbox-answered', story, item: id, answer: given });
  }
}

class InboxSeat implements Seat {
  readonly #desk: InboxDesk;
  readonly #lane: Lane;
  readonly #build: Build;
  readonly #stop: (why: StopReason) => void;
  readonly #refused = new Map<string, number>();
  #waitedMs = 0;
  #waiting = 0;
  #parkedBy: ParkedBy | undefined;

  constructor(desk: InboxDesk, lane: Lane, of: { readonly build: Build; readonly stop: (why: StopReason) => void }) {
    this.#desk = desk;
    this.#lane = lane;
    this.#build = of.build;
    this.#stop = of.stop;
  }

  get parkedBy(): ParkedBy | undefined {
    return this.#parkedBy;
  }

  get waitedMs(): number {
    return Math.round(this.#waitedMs);
  }

  async approve(ask: PermissionAsk, over: AbortSignal): Promise<Verdict> {
    const rule = forbidden(ask.command ?? '');
    if (rule !== undefined) return { allow: false, why: rule };
    // What was allowed for good may have been taken back since.
    await this.#desk.items.look();
    const known = this.#known(ask);
    if (known) return this.#act(known);
    const { clock } = this.#build.host;
    const { approvalMs } = this.#build.project.config.timeouts;
    const asking: AgentAsking = { about: 'permission', ...ask };
    if (this.#build.project.config.autonomous) return this.#act(await this.#desk.openAllowed(this.#lane, asking));
    if (approvalMs === 0) {
      const { id } = await this.#desk.open(this.#lane, asking);
      return { allow: false, why: `${ask.why}; a person may allow it later (${id}): go on without it` };
    }
    const item = await this.#desk.open(this.#lane, asking, clock.now() + approvalMs);
    const answered = await this.#wait(item.id, approvalMs, over);
    if (answered) return this.#act(answered);
    if (!over.aborted && !this.#build.interrupted.aborted) this.#park(item);
    return { allow: false, cancelled: true, why: 'nobody has answered yet' };
  }

  async refused({ tool, action = '', reason }: Extract<AgentEvent, { t: 'denied' }>): Promise<void> {
    const word = JSON.stringify([tool, action === '' ? reason : action]);
    const times = (this.#refused.get(word) ?? 0) + 1;
    this.#refused.set(word, times);
    const { denials } = this.#build.project.config.repeats;
    if (denials === 0 || times !== Math.min(LOOP_TIMES, denials) || this.#parkedBy !== undefined) return;
    this.#park(await this.#desk.open(this.#lane, { about: 'loop', tool, action: action === '' ? reason : action, times }));
  }

  async drifted({ adr: said, note }: Extract<AgentEvent, { t: 'drift' }>): Promise<void> {
    const adr = this.#lane.adrs.find(({ id }) => id.toLowerCase() === said.trim().toLowerCase());
    const contract = adr && this.#lane.what[`contract ${adr.id}`];
    if (adr === undefined || contract === undefined || this.#wasSettled(contract)) return;
    await this.#desk.open(this.#lane, { about: 'drift', adr: adr.id, contract, note: note.slice(0, NOTE_LENGTH) });
    this.#desk.halt();
  }

  leave(): void {
    this.#desk.leave(this);
  }

  haltIf(why: (lane: Lane) => ParkedBy | undefined): void {
    const parkedBy = why(this.#lane);
    if (parkedBy === undefined || this.#parkedBy !== undefined) return;
    this.#parkedBy = parkedBy;
    this.#stop('answer');
  }

  /** A person has said that it holds: it is not asked again of the same text. */
  #wasSettled(contract: string): boolean {
    const { inbox } = this.#build.project.store.state;
    return inbox.some(
      ({ asking, answer }) => asking.about === 'drift' && asking.contract === contract && answer?.allow === false,
    );
  }

  #park(item: Asked): void {
    this.#parkedBy ??= parkedFor(item);
    this.#stop('answer');
  }

  /** What was answered for exactly this action, of this agent, for the card as it stands. */
  #known(ask: PermissionAsk): Asked | undefined {
    const { config, store } = this.#build.project;
    const settings = settingsKey(config.agents[agentName(config, this.#lane.story)], []);
    return itemsOf(store.state, laneKey(this.#lane)).findLast(
      ({ asking, answer, isTaken, agent, settings: own }) =>
        asking.about === 'permission' &&
        actionId(asking) === actionId(ask) &&
        agent === this.#lane.adapter.name &&
        own === settings &&
        answer !== undefined &&
        (!answer.allow || answer.always === true || !isTaken),
    );
  }

  async #act(item: Asked): Promise<Verdict> {
    await this.#desk.take(item);
    const { allow, why } = item.answer!;
    return allow ? { allow } : { allow, why: `a person refused it${why === undefined ? '' : `: ${why}`}` };
  }

  /** Undefined where nobody answered in time, or the session ended. */
  async #wait(id: string, limitMs: number, over: AbortSignal): Promise<Asked | undefined> {
    const { clock } = this.#build.host;
    const signal = AbortSignal.any([over, this.#build.interrupted]);
    const beganMs = clock.monotonicMs();
    this.#waiting += 1;
    try {
      for (;;) {
        await this.#desk.items.look();
        const item = this.#desk.items.item(id);
        if (item?.answer !== undefined) return item;
        const leftMs = limitMs - (clock.monotonicMs() - beganMs);
        if (leftMs <= 0 || signal.aborted || this.#parkedBy !== undefined) return undefined;
        await clock.wait(Math.min(LOOK_MS, leftMs), signal);
      }
    } finally {
      this.#waiting -= 1;
      // Of several that wait at the same time the longest counts.
      if (this.#waiting === 0) this.#waitedMs += clock.monotonicMs() - beganMs;
    }
  }
}

function laneKey({ story, key }: Lane): { readonly story: string; readonly key: string } {
  return { story: ownerOf(story.id).story, key };
}

function parkedFor({ id, asking }: Asked): ParkedBy {
  return { by: 'answer', item: id, text: subjectOf(asking) };
}

function isSame(a: Asking, b: Asking): boolean {
  if (a.about === 'drift') return b.about === 'drift' && a.contract === b.contract;
  if (a.about === 'loop') return b.about === 'loop' && a.tool === b.tool && a.action === b.action;
  return a.about === 'permission' && b.about === 'permission' && actionId(a) === actionId(b);
}
