import path from 'node:path';
import { usdOf } from '../../budget/burn.ts';
import type { ModelFacts } from '../../budget/models.ts';
import type { Host } from '../../host/host.ts';
import type { Adapter, RunSpec } from '../../model/agent.ts';
import { NO_TOKENS } from '../../model/budget.ts';
import type { Problem } from '../../model/problem.ts';
import type { MeasuredBase } from '../../model/record.ts';
import { agentEnvironment } from '../project/adapters.ts';
import { asWriter } from '../project/as-writer.ts';
import type { BaseCandidate } from './base-candidates.ts';
import type { Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import { enclosureFor, sandboxTrouble } from '../guard/sandbox.ts';

/** Asks for nothing, so that what the first request holds is the agent's own. */
const NULL_PROMPT = 'Reply with the word ok. Use no tool.';
const LIMITS = { contextTokens: 200_000, wallMs: 180_000, idleMs: 120_000 };

/** Measures bases, one after the other, and journals each: as the one writer. What could not be measured is told beside them. */
export async function calibrateBase(
  host: Host,
  project: Project,
  request: { readonly candidates: readonly BaseCandidate[]; readonly command: string },
): Promise<Got<{ readonly measured: readonly MeasuredBase[]; readonly problems: readonly Problem[] }>> {
  return asWriter(host, project, request.command, async () => {
    const [measured, problems]: [MeasuredBase[], Problem[]] = [[], []];
    const shut = await sandboxTrouble(host, project.config);
    if (shut) return { ok: false, problems: [shut] };
    for (const candidate of request.candidates) {
      const base = await measureBase(host, project, candidate);
      if ('reason' in base) problems.push(base);
      else {
        await project.store.append({ t: 'base', at: host.clock.now(), base });
        measured.push(base);
      }
    }
    return { ok: true, value: { measured, problems } };
  });
}

/** Measures one base, in a folder that holds nothing but the repository's instruction files. */
async function measureBase(host: Host, project: Project, one: BaseCandidate): Promise<MeasuredBase | Problem> {
  const { adapter, config, model, name } = one;
  const env = agentEnvironment(host, config);
  const probe = await adapter.probe(env);
  if (!probe.ok) return { reason: 'agent-unusable', agent: name, detail: probe.problem ?? 'it did not answer' };
  const { folder, checkout } = project.store.layout.calibration;
  await makeCheckout(host, project, one);
  const sandbox = await enclosureFor(host, project, { worktree: checkout, stateDir: folder, agent: config, env });
  const spec: RunSpec = {
    story: 'base',
    cwd: checkout,
    prompt: NULL_PROMPT,
    model: model.name,
    env,
    stateDir: folder,
    limits: LIMITS,
    ...(sandbox === undefined ? {} : { sandbox }),
  };
  try {
    const told = one.how === 'told' ? await toldBy(adapter, spec) : await askNothing(adapter, spec, model);
    if ('problem' in told) return { reason: 'base-unknown', agent: name, model: model.name, detail: told.problem };
    return {
      agent: adapter.name,
      model: model.name,
      ...(adapter.effort === undefined ? {} : { effort: adapter.effort }),
      version: probe.version,
      settings: one.settings,
      how: one.how,
      ...told,
    };
  } finally {
    await host.files.remove(checkout);
  }
}

type Told = Pick<MeasuredBase, 'tokens' | 'spend'> | { readonly problem: string };

async function toldBy(adapter: Adapter, spec: RunSpec): Promise<Told> {
  const told = await adapter.overhead!(spec);
  return 'problem' in told ? told : { tokens: told.tokens, spend: NO_TOKENS };
}

/** The first request of a session that was asked for nothing. */
async function askNothing(adapter: Adapter, spec: RunSpec, model: ModelFacts): Promise<Told> {
  const run = adapter.run(spec);
  let answered = '';
  for await (const event of run) if (event.t === 'session') answered = event.model;
  const { firstContext, spend, outcome, detail = '' } = await run.result;
  if (firstContext === undefined)
    return { problem: `the session ended: ${outcome}${detail === '' ? '' : `, ${detail}`}; it told no usage` };
  if (answered !== '' && !answered.startsWith(model.name)) return { problem: `${answered} answered` };
  const usd = spend.usd ?? (model.usdPerMillion && usdOf(spend, model.usdPerMillion));
  return { tokens: firstContext, spend: { ...spend, ...(usd === undefined ? {} : { usd }) } };
}

async function makeCheckout(host: Host, project: Project, { instructions }: BaseCandidate): Promise<void> {
  const { folder, checkout } = project.store.layout.calibration;
  await host.files.remove(folder);
  await host.files.remove(checkout);
  await host.files.makeFolder(checkout);
  const texts = await host.git.blobs(
    project.repository.top,
    instructions.map(({ blob }) => blob),
  );
  for (const { path: name, blob } of instructions)
    await host.files.writeAtomic(path.join(checkout, name), Buffer.from(texts.get(blob) ?? []).toString());
}
