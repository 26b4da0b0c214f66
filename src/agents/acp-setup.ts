import { still, ID, type AcpRequest, type AcpState, type AcpStep, type AcpTask } from './acp-state.ts';
import { chosen, choiceOf, labelOf, listed, pick } from './acp-choice.ts';
import { numberIn, objectIn, objectsIn, textIn, type Loose } from './loose-json.ts';

export const PROTOCOL_VERSION = 1;

/** We offer neither files nor terminals: an agent has its own hands, and they work in its worktree. */
export const INITIALIZE: AcpRequest = {
  id: ID.initialize,
  method: 'initialize',
  params: {
    protocolVersion: PROTOCOL_VERSION,
    clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false, session: { compaction: {} } },
    clientInfo: { name: 'xpar', version: '0' },
  },
};

/** An answer to one of our requests. */
export function answered(state: AcpState, id: number, said: Loose): AcpStep {
  // What it cannot go on with it begins anew.
  if (id === ID.load && said['error'] !== undefined) return ask(afresh(state), newSession(state.task));
  if (said['error'] !== undefined) return refused(state, id, objectIn(said, 'error'));
  const result = objectIn(said, 'result');
  switch (id) {
    case ID.initialize:
      return initialized(state, result);
    case ID.authenticate:
      return open(state);
    case ID.session:
      return opened(state, result);
    case ID.load:
      return opened({ ...state, resumed: 'loaded' }, { ...result, sessionId: state.task.resume?.session });
    case ID.model:
    case ID.effort:
      return next(state);
    case ID.prompt:
      return still({ ...state, last: result });
  }
  return still(state);
}

const STEPS: ReadonlyMap<number, string> = new Map([
  [ID.initialize, 'initialize'],
  [ID.authenticate, 'sign in'],
  [ID.session, 'open a session'],
  [ID.model, 'take the model'],
  [ID.effort, 'take the effort'],
  [ID.prompt, 'answer'],
]);

function refused(state: AcpState, id: number, error: Loose): AcpStep {
  const code = numberIn(error, 'code');
  const more = objectIn(error, 'data');
  const data = textIn(error, 'data') ?? textIn(more, 'details') ?? textIn(more, 'message');
  const kind = textIn(more, 'errorKind') ?? textIn(more, 'codexErrorInfo');
  const words = [textIn(error, 'message'), data].filter((part) => part !== undefined && part !== '').join(': ');
  return fails(state, {
    step: STEPS.get(id) ?? 'answer',
    words,
    ...(code === undefined ? {} : { code }),
    ...(kind === undefined ? {} : { kind }),
  });
}

function fails(state: AcpState, trouble: NonNullable<AcpState['trouble']>): AcpStep {
  return still({ ...state, trouble });
}

function initialized(state: AcpState, result: Loose): AcpStep {
  const version = numberIn(result, 'protocolVersion');
  const signIns = objectsIn(result, 'authMethods').flatMap((method) => textIn(method, 'id') ?? []);
  const canLoad = objectIn(result, 'agentCapabilities')['loadSession'] === true;
  const asked = canLoad && state.task.resume ? ({ ...state, resumed: 'loading' } as const) : state;
  const known = { ...asked, signIns, version: textIn(objectIn(result, 'agentInfo'), 'version') ?? '' };
  if (version !== PROTOCOL_VERSION)
    return fails(known, {
      step: 'initialize',
      words: `it speaks version ${version ?? 'unknown'} of the protocol, and xpar version ${PROTOCOL_VERSION}: a newer xpar may know it, or an older agent`,
    });
  const { authMethod } = state.task.config;
  if (authMethod === undefined) return open(known);
  if (!signIns.includes(authMethod))
    return fails(known, { step: 'sign in', words: `it has no authMethod \`${authMethod}\`; it has ${listed(signIns)}` });
  return ask(known, { id: ID.authenticate, method: 'authenticate', params: { methodId: authMethod } });
}

function open(state: AcpState): AcpStep {
  const { cwd, resume } = state.task;
  if (state.resumed !== 'loading' || resume === undefined) return ask(state, newSession(state.task));
  return ask(state, {
    id: ID.load,
    method: 'session/load',
    params: { sessionId: resume.session, cwd, mcpServers: serversOf(state.task) },
  });
}

function promptOf({ resumed, task }: AcpState): string {
  return resumed && task.resume ? task.resume.prompt : task.prompt;
}

function afresh({ resumed: _not, ...state }: AcpState): AcpState {
  return state;
}

function newSession(task: AcpTask): AcpRequest {
  return { id: ID.session, method: 'session/new', params: { cwd: task.cwd, mcpServers: serversOf(task) } };
}

function serversOf({ mcp: [command, ...args] = [] }: AcpTask): readonly object[] {
  return command === undefined ? [] : [{ name: 'xpar', command, args, env: [] }];
}

function ask(state: AcpState, request: AcpRequest): AcpStep {
  return { state, events: [], send: [{ jsonrpc: '2.0', ...request }] };
}

function next(state: AcpState): AcpStep {
  const [request, ...ahead] = state.ahead;
  if (request === undefined) return still(state);
  return ask({ ...state, ahead, prompted: request.id === ID.prompt }, request);
}

function opened(state: AcpState, result: Loose): AcpStep {
  const session = textIn(result, 'sessionId') ?? '';
  const { model, config } = state.task;
  const prompt = promptOf(state);
  const known = { ...state, session };
  const asPrompt = { sessionId: session, prompt: [{ type: 'text', text: prompt }] };
  const last = { id: ID.prompt, method: 'session/prompt', params: asPrompt };
  if (model === undefined) return withSession(known, [last], '');
  const models = choiceOf(result, session, 'model');
  const choice = models === undefined ? [] : chosen(models, pick(models, model), ID.model);
  if (choice === undefined)
    return fails(known, {
      step: 'take the model',
      words: `it has no model \`${model}\`; it has ${listed(models!.options.map(labelOf))}`,
    });
  const efforts = choiceOf(result, session, 'thought_level');
  const { effort } = config;
  const hard =
    effort === undefined
      ? []
      : chosen(
          efforts,
          efforts?.options.find(({ value }) => value === effort),
          ID.effort,
        );
  if (hard === undefined)
    return fails(known, {
      step: 'take the effort',
      words: `it has no effort \`${effort}\`; it has ${listed(efforts?.options.map(({ value }) => value) ?? [])}`,
    });
  return withSession(known, [...choice, ...hard, last], models === undefined ? '' : model);
}

function withSession(state: AcpState, ahead: readonly AcpRequest[], model: string): AcpStep {
  const step = next({ ...state, ahead });
  return { ...step, events: [{ t: 'session', id: state.session ?? '', model, tools: [], version: state.version }] };
}
