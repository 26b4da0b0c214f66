import type { Answer } from './scripted-model.ts';

/** An answer as the chat completions API of OpenAI, and of all who copy it, gives it. */
export function sayChat({ response, asked, turn, blocks, usage, id }: Answer): void {
  const input = usage.input + usage.cacheRead;
  const counted = {
    prompt_tokens: input,
    completion_tokens: usage.output,
    total_tokens: input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cacheRead },
  };
  const text = blocks.map((block) => ('text' in block ? block.text : '')).join('');
  const calls = blocks.flatMap((block, index) =>
    'tool' in block
      ? [
          {
            index,
            id: `call_${id}_${index}`,
            type: 'function',
            function: { name: block.tool, arguments: JSON.stringify(block.input) },
          },
        ]
      : [],
  );
  const reason = calls.length > 0 ? 'tool_calls' : 'stop';
  const base = { id, created: 1, model: asked.model };
  if (asked.stream !== true) {
    const message = { role: 'assistant', content: text, ...(calls.length === 0 ? {} : { tool_calls: calls }) };
    const choices = [{ index: 0, finish_reason: reason, message }];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ...base, object: 'chat.completion', choices, usage: counted }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const say = (choices: readonly object[], more: object = {}): void =>
    void response.write(`data: ${JSON.stringify({ ...base, object: 'chat.completion.chunk', choices, ...more })}\n\n`);
  const chunk = (delta: object, finish: string | null = null): void => say([{ index: 0, delta, finish_reason: finish }]);
  chunk({ role: 'assistant', content: '' });
  if (text !== '') chunk({ content: text });
  if (turn.stalls === true) return;
  if (turn.drops === true) return void response.destroy();
  for (const call of calls) chunk({ tool_calls: [call] });
  chunk({}, reason);
  say([], { usage: counted });
  response.write('data: [DONE]\n\n');
  response.end();
}
