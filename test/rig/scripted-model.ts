import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { sayChat } from './scripted-chat.ts';
import { sayMessage } from './scripted-messages.ts';
import { sayResponse } from './scripted-responses.ts';

/** What the model says in one turn: text, a call of a tool, or of one that takes plain text. */
export type Block =
  | { readonly text: string }
  | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly custom: string; readonly input: string };

export interface Turn {
  readonly blocks?: readonly Block[];
  /** An API error instead of an answer. */
  readonly status?: number;
  readonly error?: { readonly type: string; readonly message: string; readonly code?: string };
  /** Seconds, beside an error. */
  readonly retryAfter?: number;
  /** Headers beside an error. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Says its first block, then nothing more until the client leaves. */
  readonly stalls?: boolean;
  /** Says its first block, then drops the connection. */
  readonly drops?: boolean;
  /** All input tokens of the request; an estimate from its size where not given. */
  readonly contextTokens?: number;
  readonly outputTokens?: number;
}

export interface ScriptedModel {
  readonly url: string;
  /** Bodies of the requests that asked for a turn, in order. */
  readonly requests: readonly ModelRequest[];
  /** What a provider would bill: the usage of all its answers, side requests too. */
  readonly billed: Billed;
  close(): Promise<void>;
}

export interface Billed {
  input: number;
  cacheRead: number;
  output: number;
}

export interface ModelRequest {
  readonly model: string;
  readonly tools?: readonly { readonly name: string }[];
  readonly messages?: readonly unknown[];
  readonly stream?: boolean;
}

/** One answer on its way out, in any of the three protocols. */
export interface Answer {
  readonly response: http.ServerResponse;
  readonly asked: ModelRequest;
  readonly turn: Turn;
  readonly blocks: readonly Block[];
  readonly usage: { readonly input: number; readonly cacheRead: number; readonly output: number };
  /** Unique over all answers. */
  readonly id: string;
}

const PROTOCOLS: readonly (readonly [string, (answer: Answer) => void])[] = [
  ['/v1/messages', sayMessage],
  ['/responses', sayResponse],
  ['/chat/completions', sayChat],
];

/**
 * A stand-in for a provider on 127.0.0.1: Anthropic Messages, OpenAI Responses and chat completions. Turns are served in order,
 * the last one for ever; `@CWD@` is the agent's folder.
 */
export async function scriptedModel(turns: readonly Turn[], cwd: string): Promise<ScriptedModel> {
  const script = JSON.parse(JSON.stringify(turns).replaceAll('@CWD@', cwd)) as readonly Turn[];
  const requests: ModelRequest[] = [];
  const billed = { input: 0, cacheRead: 0, output: 0 };
  const server = http.createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const [, say] = PROTOCOLS.find(([path]) => request.url?.split('?')[0]?.endsWith(path)) ?? [];
      if (say === undefined || request.method !== 'POST') return refuse(response, 404, 'not_found_error');
      const asked = JSON.parse(body) as ModelRequest;
      // Side requests (a session's title and the like) have no tools and advance nothing.
      const aside = (asked.tools?.length ?? 0) === 0;
      if (!aside) requests.push(asked);
      const turn = aside ? { blocks: [{ text: '{"title":"scripted"}' }] } : script[Math.min(requests.length, script.length) - 1]!;
      return answer(say, { response, asked, turn, billed });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    billed,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(request: http.IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk as string;
  return body;
}

function refuse(response: http.ServerResponse, status: number, type: string, turn: Turn = {}): void {
  const after = turn.retryAfter === undefined ? {} : { 'retry-after': String(turn.retryAfter) };
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_scripted', ...after, ...turn.headers });
  response.end(JSON.stringify({ type: 'error', error: turn.error ?? { type, message: `scripted ${status}` } }));
}

let answers = 0;

function answer(
  say: (answer: Answer) => void,
  of: { response: http.ServerResponse; asked: ModelRequest; turn: Turn; billed: Billed },
): void {
  const { response, asked, turn, billed } = of;
  if (turn.status !== undefined) return refuse(response, turn.status, 'api_error', turn);
  const blocks = turn.blocks ?? [];
  const total = turn.contextTokens ?? Math.ceil(JSON.stringify(asked).length / 4);
  const output = turn.outputTokens ?? Math.ceil(JSON.stringify(blocks).length / 4);
  const usage = { input: Math.min(total, 3), cacheRead: Math.max(0, total - 3), output };
  // A stream that breaks off has told its input at most, and no client counts it.
  if (turn.drops !== true) {
    billed.input += usage.input;
    billed.cacheRead += usage.cacheRead;
    billed.output += usage.output;
  }
  say({ response, asked, turn, blocks, usage, id: `scripted_${++answers}` });
}
