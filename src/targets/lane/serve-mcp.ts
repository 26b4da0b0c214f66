import { readBook, readMeter } from '../../agents/lane-book.ts';
import { mcpStep } from '../../agents/mcp.ts';
import type { Called, Lane } from '../../agents/mcp-tools.ts';
import { outboxFiles } from '../../agents/session-files.ts';
import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';

const LOOK_MS = 200;

/**
 * `xpar mcp`: the tools of one lane, for the agent in it, over the standard streams. It reads what stands in the lane's own
 * outbox, and writes to its event file and nothing else: of other lanes it knows nothing. Ends with its input.
 */
export async function serveMcp(host: Host, outbox: string): Promise<Problem | undefined> {
  const files = outboxFiles(outbox);
  const book = readBook(await host.files.readText(files.book));
  if (book === undefined) return { reason: 'no-lane', folder: outbox };
  const over = new AbortController();
  const send = (message: object): void => host.terminal.out.write(`${JSON.stringify(message)}\n`);
  const asking: Promise<void>[] = [];
  let asked = 0;

  async function tell(event: object): Promise<void> {
    await host.files.append(files.events, `${JSON.stringify(event)}\n`, false);
  }
  /** Undefined where the client left first. */
  async function answerTo(id: string): Promise<string | undefined> {
    for (;;) {
      const text = await host.files.readText(files.answer(id));
      if (text !== undefined) return text;
      if (over.signal.aborted) return undefined;
      await host.clock.wait(LOOK_MS, over.signal);
    }
  }
  async function settle(called: Called, answer: (text: string, isError: boolean) => object): Promise<void> {
    if (!('ask' in called)) {
      if ('tell' in called) await tell(called.tell);
      return send(answer(called.text, 'isError' in called));
    }
    // Several servers may have served one session: their questions are not each other's.
    const id = `${host.clock.now().toString(36)}-${host.machine.pid}-${++asked}`;
    await tell({ type: 'ask', id, ...called.ask });
    const text = await answerTo(id);
    if (text !== undefined) send(answer(verdictText(text), false));
  }

  for await (const line of host.terminal.lines()) {
    const meter = readMeter(await host.files.readText(files.meter));
    const lane: Lane = { book, ...(meter ? { meter } : {}) };
    const step = mcpStep(lane, host.machine.version, line);
    if ('called' in step) asking.push(settle(step.called, (text, isError) => step.answer(text, isError)));
    else if (step.send !== undefined) send(step.send);
  }
  over.abort();
  await Promise.all(asking);
  return undefined;
}

function verdictText(text: string): string {
  const { allow, why } = JSON.parse(text) as { allow: boolean; why?: string };
  if (allow) return 'allowed: do exactly that';
  return `not allowed${why === undefined ? '' : `: ${why}`}`;
}
