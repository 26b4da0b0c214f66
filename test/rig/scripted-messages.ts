import type { Answer, Block } from './scripted-model.ts';

/** An answer as the Anthropic Messages API gives it. */
export function sayMessage({ response, asked, turn, blocks, usage, id }: Answer): void {
  const content = blocks.map((block, index) => contentBlock(block, `toolu_${id}_${index}`));
  const counted = { input_tokens: usage.input, cache_creation_input_tokens: 0, cache_read_input_tokens: usage.cacheRead };
  const stop = content.some((block) => block['type'] === 'tool_use') ? 'tool_use' : 'end_turn';
  const message = {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model: asked.model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
  };
  if (asked.stream !== true) {
    response.writeHead(200, { 'content-type': 'application/json', 'request-id': 'req_scripted' });
    response.end(JSON.stringify({ ...message, content, stop_reason: stop, usage: { ...counted, output_tokens: usage.output } }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': 'req_scripted' });
  const say = (type: string, more: object): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
  say('message_start', { message: { ...message, usage: { ...counted, output_tokens: 1 } } });
  for (const [index, block] of content.entries()) {
    sayBlock(say, index, block);
    if (turn.stalls === true) return;
    if (turn.drops === true) return void response.destroy();
  }
  say('message_delta', {
    delta: { stop_reason: stop, stop_sequence: null },
    usage: { ...counted, output_tokens: usage.output },
  });
  say('message_stop', {});
  response.end();
}

type Content = Readonly<Record<string, unknown>>;

function contentBlock(block: Block, id: string): Content {
  if ('text' in block) return { type: 'text', text: block.text };
  return { type: 'tool_use', id, name: 'tool' in block ? block.tool : block.custom, input: block.input };
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
