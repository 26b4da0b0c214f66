import http from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the model says in one turn: text, or a call of a tool. */
export type Block = { readonly text: string } | { readonly tool: string; readonly input: Readonly<Record<string, unknown>> };

export interface Turn {
  readonly blocks?: readonly Block[];
  /** An API error instead of an answer. */
  readonly status?: number;
  readonly error?: { readonly type: string; readonly message: string };
  /** Says its first block, then nothing more until the client leaves. */
  readonly stalls?: boolean;
  /** All input tokens of the request; an estimate from its size where not given. */
  readonly contextTokens?: number;
  readonly outputTokens?: number;
}

export interface ScriptedModel {
  readonly url: string;
  /** Bodies of the requests that asked for a turn, in order. */
  readonly requests: readonly MessagesRequest[];
  /** What a provider would bill: the usage of all its answers, side requests too. */
  readonly billed: { input: number; cacheRead: number; output: number };
  close(): Promise<void>;
}

export interface MessagesRequest {
  readonly model: string;
  readonly tools?: readonly { readonly name: string }[];
  readonly messages: readonly unknown[];
  readonly stream?: boolean;
}

/** A stand-in for the Anthropic Messages API on 127.0.0.1. Turns are served in order, the last one for ever; `@CWD@` is the agent's folder. */
export async function scriptedModel(turns: readonly Turn[], cwd: string): Promise<ScriptedModel> {
  const script = JSON.parse(JSON.stringify(turns).replaceAll('@CWD@', cwd)) as readonly Turn[];
  const requests: MessagesRequest[] = [];
  const billed = { input: 0, cacheRead: 0, output: 0 };
  const server = http.createServer((request, response) => {
    void bodyOf(request).then((body) => {
      if (!request.url?.split('?')[0]?.endsWith('/v1/messages'))
        return json(response, 404, { type: 'error', error: { type: 'not_found_error', message: 'scripted' } });
      const asked = JSON.parse(body) as MessagesRequest;
      // Side requests (a session's title and the like) have no tools and advance nothing.
      if ((asked.tools?.length ?? 0) === 0)
        return answer(response, asked, { blocks: [{ text: '{"title":"scripted"}' }] }, billed);
      requests.push(asked);
      return answer(response, asked, script[Math.min(requests.length, script.length) - 1]!, billed);
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

function json(response: http.ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_scripted' });
  response.end(JSON.stringify(body));
}

let messages = 0;

function answer(response: http.ServerResponse, asked: MessagesRequest, turn: Turn, billed: ScriptedModel['billed']): void {
  if (turn.status !== undefined) {
    return json(response, turn.status, {
      type: 'error',
      error: turn.error ?? { type: 'api_error', message: `scripted ${turn.status}` },
    });
  }
  const content = (turn.blocks ?? []).map((block, index) => contentBlock(block, `toolu_${messages + 1}_${index}`));
  const total = turn.contextTokens ?? Math.ceil(JSON.stringify(asked).length / 4);
  const usage = { input_tokens: 3, cache_creation_input_tokens: 0, cache_read_input_tokens: Math.max(0, total - 3) };
  const output = turn.outputTokens ?? Math.ceil(JSON.stringify(content).length / 4);
  billed.input += usage.input_tokens;
  billed.cacheRead += usage.cache_read_input_tokens;
  billed.output += output;
  const stop = content.some((block) => block['type'] === 'tool_use') ? 'tool_use' : 'end_turn';
  const message = {
    id: `msg_${++messages}`,
    type: 'message',
    role: 'assistant',
    model: asked.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
  if (asked.stream !== true) {
    return json(response, 200, { ...message, content, stop_reason: stop, usage: { ...usage, output_tokens: output } });
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_scripted' });
  const say = (type: string, more: object): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
  say('message_start', { message: { ...message, usage: { ...usage, output_tokens: 1 } } });
  for (const [index, block] of content.entries()) {
    sayBlock(say, index, block);
    if (turn.stalls === true) return;
  }
  say('message_delta', { delta: { stop_reason: stop, stop_sequence: null }, usage: { ...usage, output_tokens: output } });
  say('message_stop', {});
  response.end();
}

type Content = Readonly<Record<string, unknown>>;

function contentBlock(block: Block, id: string): Content {
  return 'text' in block ? { type: 'text', text: block.text } : { type: 'tool_use', id, name: block.tool, input: block.input };
}

function sayBlock(say: (type: string, more: object) => void, index: number, block: Content): void {
  const isText = block['type'] === 'text';
  say('content_block_start', { index, content_block: isText ? { ...block, text: '' } : { ...block, input: {} } });
  const delta = isText
    ? { type: 'text_delta', text: block['text'] }
    : { type: 'input_json_delta', partial_json: JSON.stringify(block['input']) };
  say('content_block_delta', { index, delta });
  say('content_block_stop', { index });
}
