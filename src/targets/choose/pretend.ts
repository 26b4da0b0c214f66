import path from 'node:path';
import type { Host } from '../../host/host.ts';
import type { Story } from '../../model/card.ts';
import type { Problem } from '../../model/problem.ts';
import { suggest } from '../../model/suggest.ts';
import { covers } from '../../plan/scope.ts';
import type { Pretence, Pretences } from '../../stale/decide.ts';
import type { BuildRequest } from './intent.ts';
import { adrsInScope, startCommit, type Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';

/** `-B` for all that is asked for, `-W` for whoever depends on the files; a file that nobody depends on is refused. */
export async function pretencesOf(
  host: Host,
  project: Project,
  request: Pick<BuildRequest, 'alwaysMake' | 'whatIf'>,
  asked: Iterable<string>,
): Promise<Got<Pretences>> {
  const always: Pretence = { step: 'implement', reason: { code: 'always-make' } };
  if (request.alwaysMake === true) return { ok: true, value: new Map([...asked].map((story) => [story, always])) };
  const { whatIf = [] } = request;
  if (whatIf.length === 0) return { ok: true, value: new Map() };
  const tree = await host.git.files(project.repository.top, startCommit(project));
  const found = whatIf.map((pattern) => ({ pattern, files: filesOf(project, tree.keys(), fromTop(host, project, pattern)) }));
  const problems = found.filter(({ files }) => files.length === 0).map(({ pattern }) => unknownFile(host, project, pattern));
  if (problems.length > 0) return { ok: false, problems };
  const changed = new Set(found.flatMap(({ files }) => files));
  return { ok: true, value: new Map(project.stories.flatMap((story) => pretenceOf(project, story, changed))) };
}

/** A card or a contract is what is asked for; a context file is only paid for. */
function pretenceOf(project: Project, story: Story, changed: ReadonlySet<string>): [string, Pretence][] {
  const asks = [story, ...adrsInScope(project, story)].map(({ file }) => file).find((file) => changed.has(file));
  const file = asks ?? [...changed].find((one) => covers(story.context, one));
  if (file === undefined) return [];
  return [[story.id, { step: asks === undefined ? 'budget-check' : 'implement', reason: { code: 'what-if', file } }]];
}

/** Cards, ADRs and context files that a pattern from the top of the checkout means. */
function filesOf({ stories, adrs }: Project, tree: Iterable<string>, pattern: string): string[] {
  const means = (file: string): boolean => file === pattern || covers([pattern], file);
  const cards = [...stories, ...adrs].map(({ file }) => file).filter(means);
  const context = [...tree].filter((file) => means(file) && stories.some((story) => covers(story.context, file)));
  return [...cards, ...context];
}

function fromTop({ machine }: Host, { repository }: Project, pattern: string): string {
  return path.relative(repository.top, path.resolve(machine.cwd, pattern)).split(path.sep).join('/');
}

function unknownFile(host: Host, project: Project, pattern: string): Problem {
  const known = [...project.stories, ...project.adrs]
    .map(({ file }) => file)
    .concat(project.stories.flatMap(({ context }) => context));
  const near = suggest(fromTop(host, project, pattern), known);
  const suggestion = near && path.relative(host.machine.cwd, path.join(project.repository.top, near));
  return {
    reason: 'bad-argument',
    name: '-W',
    found: pattern,
    expected: 'a card, an ADR, or a context file of a story',
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
