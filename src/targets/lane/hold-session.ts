import path from 'node:path';
import type { ParkedBy } from '../../model/allowance.ts';
import type { AgentResult, AgentRun } from '../../model/agent.ts';
import type { EditOutside } from '../../model/checkout-problem.ts';
import type { SessionPlan } from '../../model/session-plan.ts';
import type { SessionRecord, StepOutputs } from '../../model/record.ts';
import type { Config } from '../../model/config.ts';
import { ownerOf } from '../../model/subtask-lane.ts';
import { agentEnvironment, agentName } from '../project/adapters.ts';
import { seatAt, type Build, type Lane, type Seat } from '../run/build.ts';
import type { BurnWatch } from '../run/burn-watch.ts';
import { follow, type Seen } from './follow.ts';
import { priced } from '../sizes/forecast-story.ts';
import { during } from '../guard/guard.ts';
import type { Tampered } from '../guard/guard-watch.ts';
import { portEnv } from './lane-ports.ts';
import { openBook } from './open-book.ts';
import { traceStart, type Prepared } from './prepare.ts';
import type { Resumed } from './resume.ts';
import { mayEdit } from '../sizes/roles.ts';
import { enclosureFor } from '../guard/sandbox.ts';
import { sessionMark, sessionRecord } from './session-record.ts';
import { traceWriter } from './trace.ts';

interface With {
  readonly place: StepOutputs['worktree'];
  readonly prepared: Prepared;
  readonly plan: SessionPlan;
  /** An earlier session that it goes on with. */
  readonly resume: Resumed | undefined;
}

/** A session that has ended, and is in the ledger. */
export interface Held {
  readonly seen: Seen;
  readonly result: AgentResult;
  readonly session: SessionRecord;
  readonly parkedBy: ParkedBy | undefined;
  /** It, or one beside it, changed what git obeys. */
  readonly tampered?: Tampered;
  /** What was edited meanwhile in a shared checkout that is nobody's there. */
  readonly outside?: EditOutside;
}

/** Runs the agent to its end, with nothing of git believed that it may have had its hands in. */
export async function holdSession(build: Build, lane: Lane, at: With & { burn: BurnWatch }): Promise<Held> {
  const { host, project } = build;
  const { place, prepared, plan, resume, burn } = at;
  const begun = host.clock.monotonicMs();
  const { value, tampered } = await during(build, { story: lane.story.id, step: 'implement', worktree: place.path }, async () => {
    const seat = seatAt(build, lane, (why) => void run.stop(why));
    const run = await start(build, lane, { ...at, seat });
    const trace = traceWriter(host.files, lane.folder, traceStart(lane, prepared, plan.startedAt));
    const paying = burn.open(lane, (why) => void run.stop(why === 'zone' ? 'ceiling' : why));
    const following = follow(build, lane, run, { prepared, trace, burn: paying, seat, place, resumed: resume !== undefined });
    const seen = await following.catch(async (error: unknown) => {
      // Nobody watches it any more.
      await run.stop('user');
      throw error;
    });
    const result = priced(project, plan.model, await run.result);
    return { seen, result, parkedBy: paying.end(result) ?? seat.parkedBy, waitedMs: seat.waitedMs };
  });
  // A lane apart whose `.git` was taken away is still a lane: by it the folder is known as ours.
  if (project.config.isolation === 'clone') await host.files.makeFolder(path.join(place.path, '.git')).catch(() => undefined);
  const durationMs = Math.round(host.clock.monotonicMs() - begun) - value.waitedMs;
  const session = sessionRecord(plan, value.result, { durationMs, ...value.seen });
  await project.store.append({ t: 'session', at: host.clock.now(), run: build.run, key: lane.key, session });
  await lookAgain(build, lane);
  return { ...value, session, ...(tampered === undefined ? {} : { tampered }) };
}

/** Is the program still the one that the session began with? Asked only where an answer is sure to be one. */
async function lookAgain({ host, project: { config }, versions, interrupted }: Build, { adapter, story }: Lane): Promise<void> {
  const name = agentName(config, story);
  if (versions === undefined || adapter.tried === undefined || interrupted.aborted) return;
  const { version } = await adapter.probe(agentEnvironment(host, config.agents[name]!));
  versions.met(name, version);
}

async function start(build: Build, lane: Lane, at: With & { readonly seat: Seat }): Promise<AgentRun> {
  const { host, project } = build;
  const { story, attempt, folder } = lane;
  const { forecast, prompt } = at.prepared;
  const { place, prepared, resume, seat } = at;
  const { timeouts, agents, permissions, repeats } = project.config;
  const agent = agents[agentName(project.config, story)]!;
  const who = {
    ...(lane.turn === undefined ? {} : { XPAR_ROLE: lane.turn.role.name }),
    ...(lane.part === undefined ? {} : { XPAR_SUBTASK: lane.part.subtask.id }),
  };
  const env = { ...agentEnvironment(host, agent), ...who, ...portEnv(place.port), ...sessionMark(at.plan, folder) };
  const sandbox = await enclosureFor(host, project, { worktree: place.path, stateDir: folder, agent, env });
  return lane.adapter.run({
    story: ownerOf(story.id).story,
    attempt,
    cwd: place.path,
    prompt,
    ...(resume ? { resume } : {}),
    model: forecast.model,
    env,
    ...(sandbox === undefined ? {} : { sandbox }),
    stateDir: folder,
    limits: { contextTokens: forecast.zone.hardTokens, wallMs: timeouts.wallMs, idleMs: timeouts.idleMs, ...repeats },
    mayEdit: (file) => mayEdit(lane, file),
    mayRun: (command) => mayRun(permissions, command),
    approve: (ask, over) => seat.approve(ask, over),
    ...(await openBook(build, lane, prepared)),
  });
}

/** Commands are allowed unasked, or those that a person has listed are. */
function mayRun({ commands, allow }: Config['permissions'], command: string): boolean {
  return commands === 'allow' || allow.includes(command.trim());
}
