import path from 'node:path';
import type { Host } from '../../host/host.ts';
import type { Price } from '../../model/event.ts';
import type { PlanFile } from '../../model/generated/plan.ts';
import type { PlanChange, Problem } from '../../model/problem.ts';
import { priceOf } from '../../plan/plan.ts';
import { changedParts } from '../../stale/fingerprint.ts';
import { priced } from './edited.ts';
import type { BuildRequest, Intent } from './intent.ts';
import { startCommit } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import { judgedBy } from './superseded.ts';

const VERSION = 1;
/** A thousand stories with their parts take about one. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/** An intent as a file: what would run, from what, and for how much. */
function planFileOf(intent: Intent, asked: Pick<BuildRequest, 'targets' | 'among' | 'whatIf'>): PlanFile {
  const { project, plan, measured } = intent.survey;
  const rows = new Map(plan.stories.map((row) => [row.story.id, row]));
  return {
    format: 'xpar-plan',
    schemaVersion: VERSION,
    base: { name: project.base.name, commit: project.base.commit },
    start: startCommit(project),
    asked: {
      targets: [...asked.targets],
      ...asked.among,
      ...(asked.whatIf === undefined ? {} : { whatIf: [...asked.whatIf] }),
    },
    jobs: [...intent.jobs]
      .sort((a, b) => a.place - b.place)
      .map((job) => {
        const one = measured.get(job.story)!;
        const price = priceOf([rows.get(job.story)!], [job]);
        return {
          story: job.story,
          steps: [...job.steps],
          key: one.key,
          parts: { ...one.implementParts, ...one.budgetParts, ...judgedBy(project, one) },
          ...(price.toImplement === 0 ? {} : { price: priced(price) }),
        };
      }),
    price: priced(intent.price),
  };
}

/** Reads a plan, whatever stands there; `file` is as the person wrote it. */
async function readPlanFile(host: Host, file: string): Promise<Got<PlanFile>> {
  const full = path.resolve(host.machine.cwd, file);
  const read = await host.files.readInside(path.dirname(full), path.basename(full), LIMIT_BYTES);
  if (!read.ok) return no({ reason: 'plan-unreadable', file, detail: `${TROUBLE[read.trouble]}` });
  const value = parsed(Buffer.from(read.bytes).toString());
  if (value === undefined) return no({ reason: 'plan-unreadable', file, detail: 'it is no whole JSON document' });
  const { format, schemaVersion } = (value ?? {}) as { format?: unknown; schemaVersion?: unknown };
  if (format !== 'xpar-plan') return no({ reason: 'plan-unreadable', file, detail: 'it is no plan of xpar' });
  if (typeof schemaVersion === 'number' && schemaVersion > VERSION)
    return no({ reason: 'plan-newer', file, found: String(schemaVersion), known: String(VERSION) });
  const { violations } = await import('../../cards/violations.ts');
  const [wrong] = violations('plan', value);
  if (wrong !== undefined) return no({ reason: 'plan-unreadable', file, detail: `${wrong.pointer || '/'}: ${wrong.kind}` });
  return { ok: true, value: value as PlanFile };
}

const TROUBLE = {
  missing: 'there is no such file',
  'not-a-file': 'it is no regular file',
  outside: 'it is a link that leads elsewhere',
  'too-large': 'it is larger than 64 MiB',
  denied: 'permission denied',
} as const;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The plan of a file, and the request it was made for; how to run it (`-k`, `-j`) is the build's own. */
export async function plannedRequest(
  host: Host,
  file: string,
): Promise<Got<Pick<BuildRequest, 'targets' | 'among' | 'whatIf' | 'planned'>>> {
  const read = await readPlanFile(host, file);
  if (!read.ok) return read;
  const { targets, whatIf, ...among } = read.value.asked;
  const narrowed = Object.keys(among).length > 0;
  return { ok: true, value: { targets, ...(narrowed ? { among } : {}), ...(whatIf ? { whatIf } : {}), planned: read.value } };
}

/** Writes what would run, and for how much, for a build to be held to; gives what stands in the way. */
export async function writePlan(host: Host, file: string, intent: Intent, request: BuildRequest): Promise<Problem | undefined> {
  const text = `${JSON.stringify(planFileOf(intent, request), null, 2)}\n`;
  try {
    const there = await host.files.readText(path.resolve(host.machine.cwd, file));
    if (there !== undefined && !isPlanOfOurs(there)) return { reason: 'file-exists', file };
    await host.files.writeAtomic(path.resolve(host.machine.cwd, file), text);
    return undefined;
  } catch (error) {
    return { reason: 'not-writable', path: file, detail: error instanceof Error ? error.message : String(error) };
  }
}

/** A plan of ours may be written over, and a file with nothing in it; nothing else. */
function isPlanOfOurs(text: string): boolean {
  const { format } = (parsed(text) ?? {}) as { format?: unknown };
  return text.trim() === '' || format === 'xpar-plan';
}

/** What keeps a build from running exactly this plan: it is of another repository, or something changed since. */
export async function otherThanPlanned(host: Host, plan: PlanFile, intent: Intent): Promise<Problem | undefined> {
  return (await elsewhere(host, intent.survey.project.repository.top, plan)) ?? changedSince(plan, intent);
}

/** Was the plan made in this repository? Its commits are in no other. */
async function elsewhere(host: Host, top: string, plan: PlanFile): Promise<Problem | undefined> {
  for (const commit of [plan.base.commit, plan.start]) {
    if ((await host.git.commitOf(top, commit)) === undefined) return { reason: 'plan-elsewhere', commit };
  }
  return undefined;
}

/** What is another now than when the plan was made: nothing, where a build would run exactly what was priced. */
function changedSince(plan: PlanFile, intent: Intent): Problem | undefined {
  const now = planFileOf(intent, { targets: [] });
  const jobs = new Map(now.jobs.map((job) => [job.story, job]));
  const planned = new Set(plan.jobs.map(({ story }) => story));
  const changes: PlanChange[] = [
    ...differing('', 'base', `${plan.base.name}@${plan.base.commit}`, `${now.base.name}@${now.base.commit}`),
    ...differing('', 'start', plan.start, now.start),
    ...plan.jobs.flatMap((before) => jobChanges(before, jobs.get(before.story))),
    ...now.jobs.filter(({ story }) => !planned.has(story)).flatMap(({ story }) => differing(story, 'steps', 'none', 'to be run')),
  ];
  return changes.length === 0 ? undefined : { reason: 'plan-changed', changes };
}

type PlannedJob = PlanFile['jobs'][number];

function jobChanges(before: PlannedJob, now: PlannedJob | undefined): PlanChange[] {
  const { story } = before;
  if (now === undefined) return differing(story, 'steps', before.steps.join(', '), 'nothing to run');
  const parts = changedParts(before.parts, now.parts).map(({ part, before: was = 'none', after = 'none' }): PlanChange => ({
    story,
    part,
    before: was,
    after,
  }));
  return [
    ...parts,
    ...differing(story, 'steps', before.steps.join(', '), now.steps.join(', ')),
    // What is learned moves a price without any input: then it is not what was priced any more.
    ...(parts.length > 0 ? [] : differing(story, 'price', priceText(before.price), priceText(now.price))),
  ];
}

function priceText(price: Price | undefined): string {
  if (price === undefined) return 'none';
  return `ceiling ${price.ceilingTokens}, expected ${price.p50Tokens}${price.usd === undefined ? '' : `, USD ${price.usd.toFixed(4)}`}`;
}

function differing(story: string, part: string, before: string, after: string): PlanChange[] {
  return before === after ? [] : [{ story, part, before, after }];
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
