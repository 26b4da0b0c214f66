import type { Host } from './host/host.ts';
import type { Event, Tell } from './model/event.ts';
import type { Problem } from './model/problem.ts';
import { planStories, priceOf } from './plan/plan.ts';
import { heldAmong, modelRefusals } from './plan/refusals.ts';
import { openTokenCache, type TokenCache } from './record/token-cache.ts';
import type { Pretences } from './stale/decide.ts';
import { allowed, unbounded } from './targets/sizes/allowances.ts';
import { asAsked } from './targets/choose/as-asked.ts';
import { askedFor } from './targets/choose/asked.ts';
import type { Build } from './targets/run/build.ts';
import { checkProject, graded, lintProject } from './targets/choose/check-project.ts';
import { decideStories } from './targets/choose/decide-stories.ts';
import type { BudgetRequest } from './targets/sizes/fill-budgets.ts';
import { asWriter } from './targets/project/as-writer.ts';
import type { Head } from './targets/project/find-base.ts';
import type { BuildRequest, Built, Checked, Edits, Intent, Survey } from './targets/choose/intent.ts';
import { measureStories } from './targets/sizes/measure-stories.ts';
import type { Project } from './targets/project/project.ts';
import { notified } from './targets/run/notified.ts';
import { otherThanPlanned } from './targets/choose/plan-file.ts';
import { openRepository, readProject, type Got, type Opened } from './targets/project/read-project.ts';
import { neededBy, unready } from './targets/choose/readiness.ts';
import { beginRun, conclude, endRun, newRun, orEnded } from './targets/run/run-account.ts';
import { isIdle, isUpToDate } from './targets/choose/idle.ts';
import { nullBuild } from './targets/choose/null-build.ts';
import { newDoor } from './targets/run/door.ts';
import { runJobs } from './targets/run/run-jobs.ts';
import { reclaim, staleLocks } from './targets/run/reclaim.ts';
import { openGuard } from './targets/guard/guard.ts';
import { setOut } from './targets/run/set-out.ts';
import { underWay, type Way } from './targets/run/under-way.ts';
import { wantedJobs } from './targets/choose/wanted-jobs.ts';
import type { WrittenBudgets } from './targets/sizes/write-budgets.ts';
export type { BuildRequest, Built, Checked, Intent, Narrowing, Survey } from './targets/choose/intent.ts';
export { openRepository, type Got, type Opened } from './targets/project/read-project.ts';
export type { Review } from './targets/sizes/review-budgets.ts';
export { landingOrder, unaccepted } from './targets/person/acceptance.ts';
export { auditContext } from './targets/sizes/audit-context.ts';
export { baseCandidates, type BaseCandidate, type BaseRequest } from './targets/sizes/base-candidates.ts';
export { burnPlan } from './targets/tell/burn-plan.ts';
export { calibrateBase } from './targets/sizes/calibrate-base.ts';
export { zonesOf } from './targets/sizes/calibrate-zone.ts';
export { clean, cleanables } from './targets/care/clean.ts';
export { evidenceOf } from './targets/person/story-evidence.ts';
export { confirmAdr, suspectAdrs } from './targets/person/locks.ts';
export { importCards, newCard, type ImportedCards } from './targets/person/write-card.ts';
export { foreseen } from './targets/choose/foreseen.ts';
export { locksOf } from './targets/choose/lane-locks.ts';
export { lessonsOf } from './targets/tell/lessons.ts';
export { accept, land, record } from './targets/person/persons-word.ts';
export { openPullRequests, requestBranch, type PullRequest } from './targets/person/pull-requests.ts';
export { plannedRequest, writePlan } from './targets/choose/plan-file.ts';
export { runMeter, type LaneMeter, type RunMeter } from './targets/run/run-meter.ts';
export { reopeningOf } from './targets/project/reopening.ts';
export { reject } from './targets/person/reject.ts';
export { dilemmaOf, resolve } from './targets/person/resolve.ts';
export { baseDilemmaOf, resolveBase } from './targets/person/resolve-base.ts';
export { examine } from './targets/care/doctor.ts';
export { repairState } from './targets/care/repair.ts';
export { isUpToDate } from './targets/choose/idle.ts';
export { sideBySide } from './targets/choose/side-by-side.ts';
export { troubleOf } from './targets/run/trouble.ts';
export { trustConfig } from './targets/project/trust-config.ts';
export { BOOTSTRAP_MARK } from './targets/choose/readiness.ts';
export { serveMcp } from './targets/lane/serve-mcp.ts';
export { answerItem, inboxOf, type Inbox } from './targets/person/inbox.ts';
export { cutIteration, reportFacts, sendReport, shareLedger } from './targets/tell/report-doors.ts';
export { detachBuild, type Seen } from './targets/run/detach-build.ts';
export { followRunning } from './targets/run/follow-build.ts';
export { stopRunning, type Stopped } from './targets/run/stop-build.ts';
export { standingOf, type Standing } from './targets/tell/standing.ts';

/** READ: cards, ADRs, config, git's refs and trailers, and the journal, as one value. */
export async function read(host: Host, head: Head = 'branch'): Promise<Got<Project>> {
  const opened = await openRepository(host);
  return opened.ok ? readProject(host, opened.value, head) : opened;
}

/** READ, MEASURE, CHECK: all that is wrong in a repository, with declared sizes and locks. */
export async function lint(host: Host, opened: Opened): Promise<Got<Checked>> {
  const project = await readProject(host, opened, 'any');
  return project.ok ? { ok: true, value: await checked(host, project.value, 'lint') } : project;
}

/** READ, MEASURE, CHECK, DECIDE, PLAN: what a command knows before it does anything. `lint` checks declared sizes and locks too. */
export async function survey(
  host: Host,
  depth: 'build' | 'lint' = 'build',
  head: Head = depth === 'lint' ? 'any' : 'branch',
): Promise<Got<Survey>> {
  const project = await read(host, head);
  return project.ok ? { ok: true, value: await surveyOf(host, project.value, depth) } : project;
}

async function checked(host: Host, project: Project, depth: 'build' | 'lint', pretences?: Pretences): Promise<Checked> {
  const { layout } = project.store;
  const tokens = await openTokenCache(host.files, layout.tokenCache, host.tokenizer);
  const measured = await measureStories(host, project, tokens, pretences);
  const findings = depth === 'lint' ? await lintProject(host, project, measured, tokens) : checkProject(project, measured);
  await keepCounts(host, layout.folder, tokens);
  return { project, measured, findings };
}

async function surveyOf(host: Host, project: Project, depth: 'build' | 'lint', pretences?: Pretences): Promise<Survey> {
  const seen = await checked(host, project, depth, pretences);
  const { measured, findings } = seen;
  const decisions = await decideStories(host, project, measured, findings);
  const { stories, adrs } = project;
  return { ...seen, plan: planStories({ stories, adrs, decisions, measured }) };
}

/** READ, MEASURE: what cards declare beside what is measured, and with `write` the cards brought up to date. */
export async function budgets(host: Host, request: BudgetRequest): Promise<Got<WrittenBudgets>> {
  const project = await read(host, 'any');
  if (!project.ok) return project;
  const { layout } = project.value.store;
  const tokens = await openTokenCache(host.files, layout.tokenCache, host.tokenizer);
  // Loaded here, as they bring parsers that no other command needs.
  const { fillBudgets } = await import('./targets/sizes/fill-budgets.ts');
  const filled = await fillBudgets(host, project.value, tokens, request);
  await keepCounts(host, layout.folder, tokens);
  return filled;
}

/** What was asked for, and the survey of it. Starts nothing: `-n` ends here. During a run its own journal is the one to go by. */
export async function intend(host: Host, request: BuildRequest, running?: Project['store']): Promise<Got<Intent>> {
  const got = await read(host);
  if (!got.ok) return got;
  const project = asAsked(got.value, request, running);
  const { stories, unreadable, config } = project;
  if (stories.length === 0 && unreadable.length === 0) return refuse({ reason: 'no-stories', folder: config.stories });
  const budgeted = running ? unbounded(project) : allowed(project, request.budget);
  if (!budgeted.ok) return budgeted;
  const selected = await askedFor(host, project, request);
  if (!selected.ok) return selected;
  const { selection, pretences } = selected.value;
  const seen = await surveyOf(host, budgeted.value, 'build', pretences);
  const rows = seen.plan.stories;
  const refused = modelRefusals(rows, selection, request.model);
  if (refused.length > 0) return { ok: false, problems: refused };
  const [jobs, held, asked] = [wantedJobs(seen, selection), heldAmong(rows, selection), [...selection.keys()]];
  const intent: Intent = { survey: seen, jobs, price: priceOf(rows, jobs), held, asked };
  const other = request.planned && (await otherThanPlanned(host, request.planned, intent));
  return other ? refuse(other) : { ok: true, value: intent };
}

/** READ ... PLAN, then RUN, INTEGRATE and RECORD: brings what was asked for up to date, telling events as it goes. */
export async function build(
  host: Host,
  request: BuildRequest,
  listen: (event: Event) => void,
  edits?: Edits,
): Promise<Got<Built>> {
  const tell: Tell = (told) => listen({ at: host.clock.now(), ...told });
  const first = await intend(host, request);
  if (!first.ok) return first;
  const { project, measured } = first.value.survey;
  if (await isIdle(host, first.value)) {
    const upToDate = await isUpToDate(host, first.value);
    return { ok: true, value: await nullBuild(host, first.value, { request, tell, upToDate }) };
  }
  const missing = await unready(host, project, neededBy(first.value.jobs, measured));
  if (missing.length > 0) return { ok: false, problems: missing };
  return asWriter(host, project, request.command, (mended) =>
    underWay(host, project.store.layout, listen, (way) =>
      underLock(host, request, { ...way, mended, ...(edits ? { edits } : {}) }),
    ),
  );
}

/**
 * READ ... PLAN whenever a card, an ADR, the config or a branch changed, told as what that did; with `build` the rest too.
 * Runs until a person interrupts, and gives the exit code.
 */
export async function watch(
  host: Host,
  request: BuildRequest,
  options: { readonly build: boolean; readonly listen: (event: Event) => void },
): Promise<Got<number>> {
  const { watchCards } = await import('./targets/run/watch-cards.ts');
  const { listen } = options;
  const isWanted = async (): Promise<Got<boolean>> => {
    const intent = await intend(host, request);
    return intent.ok ? { ok: true, value: !(await isIdle(host, intent.value)) } : intent;
  };
  return watchCards(
    host,
    { look: () => survey(host, 'lint'), isWanted, build: (edits) => build(host, request, listen, edits) },
    { build: options.build, tell: (told) => listen({ at: host.clock.now(), ...told }) },
  );
}

/** Decided again now that nobody else can change anything: what was seen before the lock may be old. */
async function underLock(
  host: Host,
  request: BuildRequest,
  with_: Way & { mended: Problem | undefined; edits?: Edits },
): Promise<Got<Built>> {
  const { interrupts, mended, edits } = with_;
  const before = await intend(host, request);
  if (!before.ok) return before;
  const tell = notified(host, before.value.survey.project, with_.tell);
  const [run, begun] = [newRun(host), host.clock.monotonicMs()];
  const tokens = await openTokenCache(host.files, before.value.survey.project.store.layout.tokenCache, host.tokenizer);
  const door = newDoor(host.clock, before.value.survey.project.config.timeouts);
  const guard = await openGuard(host, before.value.survey.project, tell);
  const buildOf = (intent: Intent): Build => ({
    host: guard.host,
    guard,
    project: intent.survey.project,
    run,
    tell,
    tokens,
    interrupted: interrupts.signal,
    stopAll: () => interrupts.stopAll(),
    door,
  });
  const first = buildOf(before.value);
  const stale = staleLocks(before.value.survey);
  await beginRun(first, { request, intent: before.value });
  await reclaim(first, stale);
  if (mended) tell({ t: 'problem', finding: graded(mended) });
  // That the base came in is the run's own doing: what was priced was seen to before it.
  const { planned: _held, ...unheld } = request;
  const ran = await orEnded(first, interrupts, async () => {
    const out = await setOut(first, before.value, () => intend(host, unheld));
    if (!out.ok) return out;
    const { intent, base } = out.value;
    const decide = () => intend(host, request, intent.survey.project.store);
    const ended = await runJobs(buildOf(intent), { intent, request, ...(edits ? { edits: { ...edits, decide } } : {}) });
    return { ok: true, value: { intent, base, ended } };
  });
  if (!ran.ok) return ran;
  const { intent: now, base, ended } = ran.value;
  const built = conclude(ended, { base, interrupts, run, durationMs: Math.round(host.clock.monotonicMs() - begun) });
  const value = await endRun(buildOf(now), built);
  await keepCounts(host, now.survey.project.store.layout.folder, tokens);
  return { ok: true, value };
}

/** Counts are kept only where xpar already has a folder: looking at a repository creates nothing in it. */
async function keepCounts(host: Host, folder: string, tokens: TokenCache): Promise<void> {
  if (await host.files.exists(folder)) await tokens.save().catch(() => undefined);
}

const refuse = (problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } => ({
  ok: false,
  problems: [problem],
});
