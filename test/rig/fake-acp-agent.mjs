// An agent that speaks the Agent Client Protocol and plays a script, the JSON list in FAKE_ACP_SCRIPT. Steps of the prompt:
// {say} {write:{path,content}} {read} {run} {usage:{used,size,cost}} {ask:{...toolCall}} {hang} {exit} {stop} {fail:{code,message}} {raw}
// {turn:{...usage}}; steps of the opening: {version} {agentVersion} {canLoad} {needsSignIn} {models:[...]} {deaf}.
import { execSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const script = JSON.parse(process.env.FAKE_ACP_SCRIPT ?? '[]');
const find = (key) => script.find((step) => key in step)?.[key];
const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const update = (params) => send({ method: 'session/update', params: { sessionId: 'fake-1', update: params } });
const waiting = new Map();
let cwd = '.';
let prompt;
let asks = 0;
let tools = 0;
let signedIn = false;
let cancelled = false;

const answers = {
  initialize: () => ({
    protocolVersion: find('version') ?? 1,
    agentInfo: { name: 'fake', version: find('agentVersion') ?? '0.1.0' },
    agentCapabilities: { loadSession: find('canLoad') !== undefined },
    authMethods: [{ id: 'a-key', name: 'A key' }],
  }),
  authenticate: () => ((signedIn = true), {}),
  'session/new': (params) => {
    cwd = params.cwd;
    if (find('needsSignIn') && !signedIn) throw { code: -32000, message: 'Authentication required' };
    const models = find('models');
    const options = models?.map((value) => ({ value, name: value }));
    return {
      sessionId: 'fake-1',
      ...(models ? { configOptions: [{ id: 'm', category: 'model', type: 'select', currentValue: models[0], options }] } : {}),
    };
  },
  'session/load': (params) => {
    if (find('canLoad') !== params.sessionId) throw { code: -32603, message: `there is no session ${params.sessionId}` };
    cwd = params.cwd;
    update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: 'what was said before' } });
    update({ sessionUpdate: 'usage_update', used: 70_000, size: 200_000 });
    return {};
  },
  'session/set_config_option': (params) => (writeFileSync(path.join(cwd, 'chosen.txt'), params.value), {}),
};

const steps = {
  say: (text) => update({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text } }),
  raw: (line) => process.stdout.write(`${line}\n`),
  read: (file) => update({ sessionUpdate: 'tool_call', status: 'completed', ...toolOn(file, 'read') }),
  async write({ path: file, content }, turn) {
    const toolCall = toolOn(file, 'edit');
    update({ sessionUpdate: 'tool_call', status: 'pending', ...toolCall });
    const allowed = await ask(toolCall);
    const full = path.resolve(cwd, file);
    if (allowed) mkdirSync(path.dirname(full), { recursive: true });
    if (allowed) writeFileSync(full, content === '@PROMPT@' ? turn.text : content);
    update({ sessionUpdate: 'tool_call_update', toolCallId: toolCall.toolCallId, status: allowed ? 'completed' : 'failed' });
  },
  async ask(call) {
    const toolCall = { toolCallId: `t${++tools}`, ...call };
    const allowed = await ask(toolCall);
    if (allowed && call.kind === 'execute') execSync(call.rawInput.command, { cwd, stdio: 'ignore' });
    update({ sessionUpdate: 'tool_call_update', ...toolCall, status: allowed ? 'completed' : 'failed' });
  },
  usage: (used) => update({ sessionUpdate: 'usage_update', ...used }),
  turn: (usage, turn) => void (turn.usage = usage),
  stop: (reason, turn) => void (turn.stopReason = reason),
  async hang(_, turn) {
    await new Promise((resolve) => waiting.set('cancel', resolve));
    turn.stopReason = 'cancelled';
  },
  exit: (code) => process.exit(code),
  fail: (error, turn) => void (turn.error = error),
};

function toolOn(file, kind) {
  const title = kind === 'edit' ? 'write' : kind;
  return { toolCallId: `t${++tools}`, kind, title, locations: [{ path: path.resolve(cwd, file) }] };
}

async function play(text) {
  const turn = { text, stopReason: 'end_turn' };
  for (const step of script) {
    for (const [name, value] of Object.entries(step)) if (!cancelled) await steps[name]?.(value, turn);
  }
  if (cancelled) turn.stopReason = 'cancelled';
  const { stopReason, usage, error } = turn;
  send(error ? { id: prompt, error } : { id: prompt, result: { stopReason, ...(usage ? { usage } : {}) } });
}

async function ask(toolCall) {
  const id = `ask-${++asks}`;
  const options = [
    { optionId: 'y', kind: 'allow_once', name: 'Allow' },
    { optionId: 'n', kind: 'reject_once', name: 'Reject' },
  ];
  send({ id, method: 'session/request_permission', params: { sessionId: 'fake-1', toolCall, options } });
  const answer = await new Promise((resolve) => waiting.set(id, resolve));
  return answer.result?.outcome?.optionId === 'y';
}

for await (const line of createInterface(process.stdin)) {
  const { id, method, params, ...rest } = JSON.parse(line);
  if (find('deaf')) continue;
  if (method === undefined) waiting.get(id)?.(rest);
  else if (method === 'session/cancel') {
    cancelled = true;
    waiting.get('cancel')?.();
  } else if (method === 'session/prompt') {
    prompt = id;
    void play(params.prompt[0].text);
  } else {
    try {
      send({ id, result: answers[method](params) });
    } catch (error) {
      send({ id, error });
    }
  }
}
