import type { BriefSection } from '../../agents/brief.ts';
import type { AgentResult } from '../../model/agent.ts';
import type { Forecast } from '../../model/budget.ts';
import type { Job } from '../../model/job.ts';
import type { SharedTurn } from '../../model/shared-turn.ts';
import type { Layout } from '../../record/layout.ts';

/** A conversation that ended its last turn well, as the next story finds it. */
interface Going {
  /** The agent's own name for it. */
  readonly id: string;
  /** The turn before. */
  readonly story: string;
  readonly nth: number;
  readonly turn: SharedTurn;
  /** Native tokens in its context now. */
  readonly heldTokens: number;
  /** Texts it was given. */
  readonly given: ReadonlySet<string>;
}

interface Group {
  readonly folder: string;
  /** Those whose turn is to come, or under way. */
  readonly left: Set<string>;
  going?: Going | undefined;
}

/** What a turn is to be, decided before its session begins. */
export interface Share {
  readonly turn: SharedTurn;
  /** Others come after it: it is stopped where it works on more than this, native tokens. */
  readonly mostTokens?: number;
  /** The conversation that it goes on with; absent: it begins one. */
  readonly going?: Pick<Going, 'id' | 'story' | 'nth' | 'heldTokens' | 'given'>;
  /** What it is told there, in place of the whole brief. */
  readonly prompt?: string;
}

/**
 * Who takes turns in which session, in one run. A session is one conversation in one worktree, which is put back to its base
 * between two turns; whoever does not end its turn well leaves, and the next begins a new conversation.
 */
export class Sharing {
  readonly #groups = new Map<string, Group>();
  /** All folders that it may have used. */
  readonly folders: readonly string[];

  constructor(layout: Pick<Layout, 'shared'>, jobs: readonly Pick<Job, 'story' | 'shares'>[]) {
    const sessions = Map.groupBy(
      jobs.filter(({ shares }) => shares !== undefined),
      ({ shares }) => shares!.join(' '),
    );
    this.folders = [...sessions].map((_, at) => layout.shared(at + 1));
    for (const [at, members] of [...sessions.values()].entries()) {
      const group: Group = { folder: layout.shared(at + 1), left: new Set(members.map(({ story }) => story)) };
      for (const { story } of members) this.#groups.set(story, group);
    }
  }

  /** The worktree that the story's session is in; undefined where it has one of its own. */
  folderOf(story: string): string | undefined {
    return this.#groupOf(story)?.folder;
  }

  /** How the story's turn is to be; undefined where it has nobody to share with any more, or never had. */
  shareOf(story: string, nth: number, forecast: Pick<Forecast, 'floorTokens' | 'workingP80Tokens' | 'zone'>): Share | undefined {
    const group = this.#groupOf(story);
    if (group === undefined) return undefined;
    const most = group.left.size > 1 ? { mostTokens: forecast.workingP80Tokens } : {};
    const { going } = group;
    if (going !== undefined && going.heldTokens + forecast.floorTokens + forecast.workingP80Tokens <= forecast.zone.hardTokens) {
      const { session, place } = going.turn;
      return { turn: { session, place: place + 1, heldTokens: going.heldTokens }, going, ...most };
    }
    return group.left.size > 1 ? { turn: { session: `${story}/${nth}`, place: 1 }, ...most } : undefined;
  }

  /** A turn's session has ended: the next goes on with it where it ended well and told how full it is. */
  ended(
    story: string,
    at: { nth: number; turn: SharedTurn | undefined; result: AgentResult; sections: readonly BriefSection[] },
  ): void {
    const group = this.#groupOf(story);
    if (group === undefined) return;
    const { nth, turn, result, sections } = at;
    const { session: id, firstContext, workingTokens, outcome, compactions } = result;
    const before = turn !== undefined && turn.place > 1 ? group.going?.given : undefined;
    group.going = undefined;
    if (turn === undefined || id === undefined || firstContext === undefined || workingTokens === undefined) return;
    if (outcome !== 'completed' || compactions > 0) return;
    const given = new Set([...(before ?? []), ...sections.filter(({ kind }) => kind !== 'card').map(({ text }) => text)]);
    group.going = { id, story, nth, turn, heldTokens: firstContext + workingTokens, given };
  }

  /** Its turn is over, or it goes on alone. */
  leave(story: string): void {
    this.#groups.get(story)?.left.delete(story);
  }

  #groupOf(story: string): Group | undefined {
    const group = this.#groups.get(story);
    return group?.left.has(story) === true ? group : undefined;
  }
}
