import type { Host } from '../../host/host.ts';
import type { Tell } from '../../model/event.ts';
import type { Problem } from '../../model/problem.ts';
import { openTokenCache } from '../../record/token-cache.ts';
import type { Guard } from '../guard/guard-watch.ts';
import { openGuard } from '../guard/guard.ts';
import { asPerson } from '../project/as-person.ts';
import type { Project } from '../project/project.ts';
import { readAgain } from '../project/read-again.ts';
import type { Got } from '../project/read-project.ts';
import type { Build } from '../run/build.ts';
import { newDoor } from '../run/door.ts';
import { listenForInterrupts } from '../run/interrupts.ts';
import { newRun } from '../run/run-account.ts';

/** A build of nothing but gates. `planted`: what one of them changed of what git obeys. */
export type Gated = Build & { readonly guard: Guard; readonly planted: () => Problem | undefined };

/** `against`: what stands against it, looked at once nobody else can change it. */
interface Word<T> {
  readonly against: (now: Project) => Promise<Problem | undefined>;
  readonly work: (build: Gated) => Promise<Got<T>>;
}

/** Carries a person's word out where that takes gates: as the one writer, on what stands now, with what gates plant looked after. */
export async function withGates<T>(
  host: Host,
  at: { readonly project: Project; readonly command: string },
  { against, work }: Word<T>,
): Promise<Got<T>> {
  return asPerson(host, at.project, at.command, async () => {
    const again = await readAgain(host);
    if (!again.ok) return again;
    const obstacle = await against(again.value);
    if (obstacle) return { ok: false, problems: [obstacle] };
    const interrupts = listenForInterrupts(host, () => undefined);
    try {
      const build = await buildFor(host, again.value, interrupts);
      // What a build that was killed left planted is put back first, and said.
      await build.guard.past(async () => undefined);
      try {
        const planted = build.planted();
        return planted ? { ok: false, problems: [planted] } : await work(build);
      } finally {
        // However it ends: what a person changes after it is not held against what stood before.
        await build.guard.close();
      }
    } finally {
      interrupts.stopListening();
    }
  });
}

async function buildFor(host: Host, project: Project, interrupts: ReturnType<typeof listenForInterrupts>): Promise<Gated> {
  const told: Problem[] = [];
  const tell: Tell = (event) => void (event.t === 'problem' && told.push(event.finding.problem));
  const guard = await openGuard(host, project, tell);
  return {
    host: guard.host,
    guard,
    planted: () => told.find(({ reason }) => reason === 'git-tampered'),
    project,
    run: newRun(host),
    tell,
    tokens: await openTokenCache(host.files, project.store.layout.tokenCache, host.tokenizer),
    interrupted: interrupts.signal,
    stopAll: () => interrupts.stopAll(),
    door: newDoor(host.clock, project.config.timeouts),
  };
}
