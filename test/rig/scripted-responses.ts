import type { Answer, Block } from './scripted-model.ts';

/** An answer as the OpenAI Responses API streams it. */
export function sayResponse({ response, asked, turn, blocks, usage, id }: Answer): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'x-request-id': 'req_scripted' });
  let count = 0;
  const say = (type: string, more: object): void =>
    void response.write(`event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: count++, ...more })}\n\n`);
  const base = { id: `resp_${id}`, object: 'response', created_at: 1, model: asked.model, status: 'in_progress', output: [] };
  say('response.created', { response: base });
  const output = blocks.map((block, index) => itemOf(block, `${id}_${index}`));
  for (const [index, item] of output.entries()) {
    say('response.output_item.added', { output_index: index, item: { ...item, status: 'in_progress' } });
    say('response.output_item.done', { output_index: index, item });
    if (turn.stalls === true) return;
    if (turn.drops === true) return void response.destroy();
  }
  const input = usage.input + usage.cacheRead;
  const counted = {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheRead },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + usage.output,
  };
  say('response.completed', { response: { ...base, status: 'completed', output, usage: counted } });
  response.end();
}

function itemOf(block: Block, id: string): object {
  const status = 'completed';
  if ('text' in block) {
    const content = [{ type: 'output_text', text: block.text, annotations: [] }];
    return { type: 'message', id: `msg_${id}`, role: 'assistant', status, content };
  }
  const call = { call_id: `call_${id}`, status };
  if ('custom' in block) return { type: 'custom_tool_call', id: `ctc_${id}`, name: block.custom, input: block.input, ...call };
  return { type: 'function_call', id: `fc_${id}`, name: block.tool, arguments: JSON.stringify(block.input), ...call };
}
