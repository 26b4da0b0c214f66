import { expectedBurn, usdOf } from '../../budget/burn.ts';
import { findModel, type ModelFacts } from '../../budget/models.ts';
import type { Host, TreeEntry } from '../../host/host.ts';
import type { Adapter } from '../../model/agent.ts';
import type { AgentConfig } from '../../model/config.ts';
import type { Problem } from '../../model/problem.ts';
import type { MeasuredBase } from '../../model/record.ts';
import { suggest } from '../../model/suggest.ts';
import { adapterFor, agentName } from '../project/adapters.ts';
import { unknownModel } from './budget-models.ts';
import { startCommit, type Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import { instructionFiles, settingsKey, type InstructionFile } from '../project/settings.ts';

/** An agent and a model whose base can be measured. */
export interface BaseCandidate {
  /** Its name in the config. */
  readonly name: string;
  readonly config: AgentConfig;
  readonly adapter: Adapter;
  readonly model: ModelFacts;
  readonly settings: string;
  readonly instructions: readonly InstructionFile[];
  readonly how: MeasuredBase['how'];
  /** Of a null prompt, where it can be told ahead; what the agent tells itself is for nothing. */
  readonly price?: { readonly tokens: number; readonly usd?: number };
}

export interface BaseRequest {
  readonly agent?: string;
  readonly model?: string;
  /** Ask for the null prompt even where the agent tells its own context. */
  readonly nullPrompt?: boolean;
}

/** What there is to measure: every agent with every model that stories give it, narrowed by what was asked. */
export async function baseCandidates(host: Host, project: Project, request: BaseRequest): Promise<Got<readonly BaseCandidate[]>> {
  const { config, stories } = project;
  const refused = refusals(project, request);
  if (refused.length > 0) return { ok: false, problems: refused };
  const used = stories
    .filter(({ status, budget }) => status !== 'dropped' && budget !== undefined)
    .map((story) => ({ name: agentName(config, story), model: story.budget!.model }));
  const asked = used.filter(({ name, model }) => (request.agent ?? name) === name && (request.model ?? model) === model);
  const forced =
    asked.length === 0 && request.model !== undefined ? [{ name: request.agent ?? 'default', model: request.model }] : [];
  const pairs = new Map([...asked, ...forced].map((pair) => [`${pair.name}\0${pair.model}`, pair]));
  const tree = await host.git.files(project.repository.top, startCommit(project));
  const found = [...pairs.values()].flatMap(({ name, model }) => candidate(host, project, { name, model, tree, request }));
  if (found.length > 0) return { ok: true, value: found };
  const expected = 'a model, as no story that is asked for names one that is known';
  return { ok: false, problems: [{ reason: 'bad-argument', name: '--model', found: '', expected }] };
}

function refusals({ config, ...project }: Project, { agent, model }: BaseRequest): readonly Problem[] {
  const known = Object.keys(config.agents);
  const noModel = model === undefined ? undefined : unknownModel({ config, ...project }, model);
  if (agent === undefined || known.includes(agent)) return noModel === undefined ? [] : [noModel];
  const suggestion = suggest(agent, known);
  const expected = `an agent of the config: ${known.join(', ')}`;
  return [
    { reason: 'bad-argument', name: '--agent', found: agent, expected, ...(suggestion === undefined ? {} : { suggestion }) },
  ];
}

function candidate(
  host: Host,
  project: Project,
  of: { name: string; model: string; tree: ReadonlyMap<string, TreeEntry>; request: BaseRequest },
): BaseCandidate[] {
  const config = project.config.agents[of.name]!;
  const found = findModel(of.model, project.config.models);
  if (!('model' in found)) return [];
  const adapter = adapterFor(config, host);
  const instructions = instructionFiles(of.tree);
  const how = adapter.overhead === undefined || of.request.nullPrompt === true ? 'null-prompt' : 'told';
  return [
    {
      name: of.name,
      config,
      adapter,
      model: found.model,
      settings: settingsKey(config, instructions),
      instructions,
      how,
      ...(how === 'told' ? {} : priceOf(adapter, found.model)),
    },
  ];
}

function priceOf(adapter: Adapter, model: ModelFacts): Pick<BaseCandidate, 'price'> {
  const { tokens, source } = adapter.base(model.name);
  if (source === 'none') return {};
  const usd = model.usdPerMillion && usdOf(expectedBurn(tokens, 0), model.usdPerMillion);
  return { price: { tokens, ...(usd === undefined ? {} : { usd }) } };
}
