import type { Build, Turnstile, Waiting } from './build.ts';

export interface TurnstileLimits {
  readonly agents: number;
  /** Sessions at once of a model that has a bound. */
  readonly perModel: ReadonlyMap<string, number>;
  /** Comes back when the model's pace allows one more. */
  readonly paced: (build: Build, story: string, model: string | undefined) => Promise<void>;
}

interface Queued extends Waiting {
  readonly begin: (may: boolean) => void;
}

/** Agents are started one after another, `parallel.stagger` apart: providers turn away a crowd at the door. */
export function newTurnstile({ agents, perModel, paced }: TurnstileLimits): Turnstile {
  const within: Waiting[] = [];
  let queue: readonly Queued[] = [];
  let nextMs = -Infinity;

  function hasRoom({ model }: Waiting): boolean {
    const most = model === undefined ? Infinity : (perModel.get(model) ?? Infinity);
    return within.length < agents && within.filter((one) => one.model === model).length < most;
  }

  /** In the order in which they came; one whose model is busy lets others by. */
  function letIn(): void {
    for (const one of queue) {
      if (!hasRoom(one)) continue;
      queue = queue.filter((other) => other !== one);
      within.push(one);
      one.begin(true);
    }
  }

  async function placeFor(who: Waiting, interrupted: AbortSignal): Promise<Queued | undefined> {
    let mine: Queued | undefined;
    const may = await new Promise<boolean>((begin) => {
      mine = { ...who, begin };
      queue = [...queue, mine];
      interrupted.addEventListener('abort', () => begin(false), { once: true });
      if (interrupted.aborted) begin(false);
      else letIn();
    });
    if (may) return mine;
    leave(mine!);
    return undefined;
  }

  function leave(one: Queued): void {
    queue = queue.filter((other) => other !== one);
    const at = within.indexOf(one);
    if (at !== -1) within.splice(at, 1);
    letIn();
  }

  return {
    async pass(build, who) {
      const { interrupted, host, project, door } = build;
      const mine = await placeFor(who, interrupted);
      if (mine === undefined) return undefined;
      const { clock } = host;
      const waitMs = Math.max(0, nextMs - clock.monotonicMs());
      nextMs = clock.monotonicMs() + waitMs + project.config.parallel.staggerMs;
      if (waitMs > 0) await clock.wait(waitMs, interrupted);
      await door.open(who.story, interrupted);
      await paced(build, who.story, who.model);
      if (!interrupted.aborted) return () => leave(mine);
      leave(mine);
      return undefined;
    },
  };
}
