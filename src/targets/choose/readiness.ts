import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import type { Job } from '../../model/job.ts';
import { environmentFor } from '../../run/environment.ts';
import type { MeasuredStory } from '../sizes/measure-stories.ts';
import { sandboxTrouble } from '../guard/sandbox.ts';
import { laneBranch, type Project } from '../project/project.ts';

/** The stories that will need an agent in this run. */
export function neededBy(jobs: readonly Job[], measured: ReadonlyMap<string, MeasuredStory>): readonly MeasuredStory[] {
  return jobs.filter((job) => job.steps.includes('implement')).map((job) => measured.get(job.story)!);
}

/** What is missing before anything is started: a gate to judge by, and every agent that will be asked. */
export async function unready(host: Host, project: Project, stories: readonly MeasuredStory[]): Promise<readonly Problem[]> {
  const problems: Problem[] = project.gates.length === 0 ? [{ reason: 'no-gates' }] : [];
  problems.push(...(await branchesInTheWay(host, project)), ...branchesBelow(project, stories));
  const shut = stories.length > 0 ? await sandboxTrouble(host, project.config) : undefined;
  if (shut) problems.push(shut);
  const standing = await integrationCheckedOut(host, project);
  if (standing) problems.push(standing);
  for (const [agent, { adapter }] of new Map(stories.map((one) => [one.agent, one]))) {
    const names = project.config.agents[agent]?.env ?? [];
    const probe = await adapter.probe(environmentFor(host.machine.env, names));
    if (!probe.ok) problems.push({ reason: 'agent-unusable', agent, detail: probe.problem ?? 'it did not answer' });
  }
  return problems;
}

/** Moving a branch under somebody's feet would show them the reverse of it as their own change. */
export async function integrationCheckedOut({ git }: Host, { repository, integration }: Project): Promise<Problem | undefined> {
  const there = (await git.checkouts(repository.top)).find(({ branch }) => branch === integration.ref);
  return there && { reason: 'checked-out', branch: integration.ref.slice('refs/heads/'.length), path: there.path };
}

/** Git cannot have a branch both as a name and as a folder of names: `xpar` would shut out `xpar/integration` and every lane. */
async function branchesInTheWay({ git }: Host, { repository, config }: Project): Promise<readonly Problem[]> {
  const steps = config.integration.split('/');
  const above = steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('/'));
  const below = [...(await git.branches(repository.top, `refs/heads/${config.integration}/`)).keys()];
  const standing = new Set(below.map((ref) => ref.slice('refs/heads/'.length)));
  for (const branch of new Set(['xpar', ...above])) {
    if ((await git.commitOf(repository.top, `refs/heads/${branch}`)) !== undefined) standing.add(branch);
  }
  return [...standing].map((branch) => ({
    reason: 'branch-in-the-way',
    branch,
    detail: `no branch ${config.integration} can stand beside it`,
  }));
}

/** The same for lanes: `xpar/add/more` would shut out `xpar/add`. */
function branchesBelow({ laneTips }: Project, stories: readonly MeasuredStory[]): readonly Problem[] {
  return stories.flatMap(({ story }) =>
    [...laneTips.keys()]
      .filter((name) => name.startsWith(`${story.id}/`))
      .map((name): Problem => ({
        reason: 'branch-in-the-way',
        branch: laneBranch(name),
        detail: `no branch ${laneBranch(story.id)} can stand beside it`,
      })),
  );
}

/** Lanes side by side, of those `asked` for: one without the bootstrap. */
export async function lanesAtOnce(host: Host, project: Project, asked: number = project.config.parallel.jobs): Promise<number> {
  return asked > 1 && !(await hasBootstrap(host, project)) ? 1 : asked;
}

/** Without the marked block in AGENTS.md agents do not know the rules of parallel work: then one lane at a time. */
async function hasBootstrap(host: Host, project: Project): Promise<boolean> {
  const text = await host.files.readText(`${project.repository.top}/AGENTS.md`);
  return text?.includes(BOOTSTRAP_MARK) ?? false;
}

export const BOOTSTRAP_MARK = '<!-- xpar:begin -->';
