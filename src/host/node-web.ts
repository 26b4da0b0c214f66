import net from 'node:net';
import type { Answer, Web } from './host.ts';

const MAX_ANSWER_BYTES = 64 * 1024;

/** The real network behind the Web port. */
export function nodeWeb(): Web {
  return {
    isFree,
    async post(url, { headers, body, timeoutMs }) {
      try {
        const signal = AbortSignal.timeout(timeoutMs);
        const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal });
        return { end: 'answered', status: response.status, body: await beginning(response) };
      } catch (error) {
        return troubleOf(error);
      }
    },
  };
}

/** A listener on all addresses stands in the way of this one too. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function beginning(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes >= MAX_ANSWER_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, MAX_ANSWER_BYTES).toString();
}

/** `fetch` says only that it failed; why is in its cause. */
function troubleOf(error: unknown): Answer {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return { end: 'timeout', detail: 'no answer in time' };
  const why = cause as (Error & { code?: string }) | undefined;
  return { end: 'unreached', detail: why?.message ?? why?.code ?? message };
}
