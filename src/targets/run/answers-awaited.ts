import type { Host } from '../../host/host.ts';
import type { Layout } from '../../record/layout.ts';
import { openStore } from '../../record/store.ts';

/** How often the journal is looked at while nothing runs. */
const LOOK_MS = 1_000;

/** What people have said to agents and no session has acted on yet, by item. A build's own questions are over with it. */
export async function standingAnswers(host: Pick<Host, 'files'>, layout: Layout): Promise<ReadonlySet<string>> {
  const opened = await openStore(host.files, layout);
  const inbox = opened.ok ? opened.store.state.inbox : [];
  return new Set(
    inbox.flatMap(({ id, asking, answer, isTaken }) =>
      answer === undefined || isTaken || asking.about === 'question' ? [] : [`${id} ${answer.at}`],
    ),
  );
}

/** Resolves once a person has answered something that was not among those; or when the signal aborts. */
export async function answerAfter(
  host: Pick<Host, 'files' | 'clock'>,
  layout: Layout,
  known: ReadonlySet<string>,
  over: AbortSignal,
): Promise<void> {
  const look = async (): Promise<string> =>
    `${await host.files.sizeOf(layout.journal)} ${(await host.files.list(layout.inbox))?.join() ?? ''}`;
  let seen: string | undefined;
  while (!over.aborted) {
    const now = await look();
    if (now !== seen && [...(await standingAnswers(host, layout))].some((one) => !known.has(one))) return;
    seen = now;
    await host.clock.wait(LOOK_MS, over);
  }
}
