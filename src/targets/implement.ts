import path from 'node:path';
import { briefText } from '../agents/brief.ts';
import { CLAUDE_ENV } from '../agents/claude-start.ts';
import { handoffOf } from '../agents/handoff.ts';
import type { AgentResult, Outcome } from '../model/agent.ts';
import type { Forecast } from '../model/budget.ts';
import type { Problem } from '../model/problem.ts';
import type { SessionRecord, StepOutputs } from '../model/record.ts';
import { storyState } from '../record/fold.ts';
import { environmentFor, QUIET_GIT } from '../run/environment.ts';
import { whatTexts } from '../stale/fingerprint.ts';
import { agentName } from './adapters.ts';
import { failed, type Build, type Lane, type StepResult } from './build.ts';
import { forecastStory, overZone, priced } from './forecast-story.ts';
import { floorInputs, measureFloor, type Measured } from './measure.ts';
import { laneBranch } from './project.ts';
import { follow } from './follow.ts';
import { whatChanged } from './what-changed.ts';

/** Runs one fresh agent session on the story, and makes whatever it left in the worktree the lane's one commit. */
export async function implement(build: Build, lane: Lane, place: StepOutputs['worktree']): Promise<StepResult<'implement'>> {
  const { host, project } = build;
  const prepared = await prepare(build, lane, place);
  if ('problem' in prepared) return failed(prepared.problem, { retry: false, counts: false });
  const { forecast, prompt } = prepared;
  const { folder } = lane;
  await host.files.remove(folder);
  await host.files.writeAtomic(path.join(folder, 'brief.md'), prompt);
  await keepTexts(build, lane);
  const startedAt = host.clock.now();
  const begun = host.clock.monotonicMs();
  const run = lane.adapter.run({
    story: lane.story.id,
    attempt: lane.attempt,
    cwd: place.path,
    prompt,
    model: forecast.model,
    env: agentEnvironment(build, lane),
    stateDir: folder,
    limits: { contextTokens: forecast.zone.hardTokens, ...project.config.timeouts },
  });
  const seen = await follow(build, lane, run, forecast);
  const result = await run.result;
  const session = sessionRecord(lane, forecast, priced(project, lane.story, result), {
    startedAt,
    durationMs: Math.round(host.clock.monotonicMs() - begun),
  });
  await project.store.append({ t: 'session', at: host.clock.now(), run: build.run, key: lane.key, session });
  if (seen.wrongModel !== undefined) {
    return failed(
      { reason: 'model-refused', story: lane.story.id, budgeted: forecast.model, asked: seen.wrongModel },
      { retry: false },
    );
  }
  return conclude(build, lane, { place, result, folder });
}

/** The brief, and the forecast for exactly this brief: with what a retry or an edit adds to it. */
async function prepare(
  build: Build,
  lane: Lane,
  place: StepOutputs['worktree'],
): Promise<{ problem: Problem } | { prompt: string; forecast: Forecast }> {
  const { host, project } = build;
  const { top } = project.repository;
  const tree = await host.git.files(top, place.base);
  const measured = await measureFloor(host, top, floorInputs(lane.story, lane.adrs, tree, project.gates), build.tokens);
  const prompt = await promptFor(build, lane, measured);
  const floor = { ...measured.floor, tokens: await host.tokenizer.count(prompt) };
  const forecast = forecastStory(project, lane.story, floor, lane.adapter);
  if (!forecast)
    return {
      problem: { reason: 'unknown-model', place: { file: lane.story.file }, model: lane.story.budget?.model ?? '', near: [] },
    };
  // Measured again at the lane's own base: what others landed meanwhile may have made the floor grow.
  const refusal = overZone(project, lane.story, { floor, forecast }, lane.adapter);
  return refusal ? { problem: refusal } : { prompt, forecast };
}

async function promptFor(build: Build, lane: Lane, measured: Measured): Promise<string> {
  const state = storyState(build.project.store.state, lane.story.id);
  const failure = state.failures.filter((one) => one.key === lane.key).at(-1);
  const change = await whatChanged(build, lane);
  return briefText(measured.sections, {
    ...(failure ? { failure: { attempt: lane.attempt, of: build.project.config.retries, text: failure.failure } } : {}),
    ...(change ? { change } : {}),
  });
}

/** The texts behind the fingerprint, by digest: a later edit can then be told as a change. */
async function keepTexts(build: Build, lane: Lane): Promise<void> {
  const texts = whatTexts(lane.story, lane.adrs);
  for (const [part, text] of Object.entries(texts)) await build.project.store.keepText(lane.what[part]!, text);
}

function agentEnvironment(build: Build, lane: Lane): Readonly<Record<string, string>> {
  const { agents } = build.project.config;
  const config = agents[agentName(build.project.config, lane.story)]!;
  const names = [...(config.kind === 'claude' ? CLAUDE_ENV : []), ...(config.env ?? [])];
  return environmentFor(build.host.machine.env, names, QUIET_GIT);
}

function sessionRecord(
  lane: Lane,
  forecast: Forecast,
  result: AgentResult,
  time: { startedAt: number; durationMs: number },
): SessionRecord {
  return {
    story: lane.story.id,
    attempt: lane.attempt,
    agent: lane.adapter.name,
    model: forecast.model,
    ...time,
    outcome: result.outcome,
    estimate: {
      rawFloorTokens: forecast.rawFloorTokens,
      floorTokens: forecast.floorTokens,
      workingP50Tokens: forecast.workingP50Tokens,
      workingP80Tokens: forecast.workingP80Tokens,
      ceilingTokens: forecast.ceilingTokens,
      baseTokens: forecast.baseTokens,
      hardTokens: forecast.zone.hardTokens,
    },
    actual: {
      ...(result.firstContext === undefined ? {} : { floorTokens: Math.max(0, result.firstContext - forecast.baseTokens) }),
      ...(result.workingTokens === undefined ? {} : { workingTokens: result.workingTokens }),
      ...(result.peakContext === undefined ? {} : { peakTokens: result.peakContext }),
      requests: result.requests,
      spend: result.spend,
      spendSource: result.spendSource,
    },
    censored: result.outcome !== 'completed',
  };
}

/**
 * What follows a session that did not complete. What the provider or the settings are to blame for uses up no attempt of
 * the story and would only come again at once; a limit stops the other lanes' starts too.
 */
const AFTER: {
  readonly [O in Exclude<Outcome, 'completed'>]: { readonly retry: boolean; readonly counts: boolean; readonly halt: boolean };
} = {
  denied: { retry: false, counts: true, halt: false },
  stopped: { retry: true, counts: true, halt: false },
  limit: { retry: false, counts: false, halt: true },
  'context-exceeded': { retry: true, counts: true, halt: false },
  'config-error': { retry: false, counts: false, halt: true },
  transient: { retry: false, counts: false, halt: false },
  failed: { retry: true, counts: true, halt: false },
  crashed: { retry: true, counts: true, halt: false },
};

async function conclude(
  build: Build,
  lane: Lane,
  at: { place: StepOutputs['worktree']; result: AgentResult; folder: string },
): Promise<StepResult<'implement'>> {
  const { git, files } = build.host;
  const { place, result, folder } = at;
  const { story } = lane;
  const log = path.join(folder, 'agent.log');
  // A session that finished before the interrupt reached it is paid for and done.
  if (build.interrupted.aborted && result.outcome !== 'completed') return { end: 'interrupted' };
  if (result.outcome !== 'completed') {
    const { retry, counts, halt } = AFTER[result.outcome];
    const detail = result.detail ?? '';
    return failed(
      { reason: 'agent-ended', story: story.id, outcome: result.outcome, detail, log },
      { retry, counts, halt, failure: `The session ended as '${result.outcome}'. ${detail}` },
    );
  }
  const ref = `refs/heads/${laneBranch(story.id)}`;
  const message = `${story.title}\n\nStory: ${story.id}\nAgent: ${lane.adapter.name}\nModel: ${story.budget?.model ?? ''}\n`;
  const made = await git.commitWorktree(place.path, { base: place.base, ref, message });
  const touched = made.changed ? await git.changedPaths(place.path, place.base, made.commit) : [];
  await files.writeAtomic(
    path.join(folder, 'handoff.json'),
    `${JSON.stringify(handoffOf({ story, result, files: touched, gates: [] }), null, 2)}\n`,
  );
  const already = build.project.landings.has(story.id);
  if (!made.changed && !already) {
    return failed(
      { reason: 'nothing-done', story: story.id, log },
      { retry: true, failure: 'The session ended without changing a file.' },
    );
  }
  return {
    end: 'done',
    parts: lane.implementParts,
    output: { commit: made.commit, tree: made.tree, base: place.base, changed: made.changed },
  };
}
