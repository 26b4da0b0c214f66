import path from 'node:path';
import type { Host } from '../../host/host.ts';
import { suggest } from '../../model/suggest.ts';
import type { Problem } from '../../model/problem.ts';
import type { TokenCache } from '../../record/token-cache.ts';
import { missingModels, unknownModel } from './budget-models.ts';
import { graded } from '../choose/check-project.ts';
import { adrsInScope, type Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import { reviewBudgets } from './review-budgets.ts';
import { writeBudgets, type WrittenBudgets } from './write-budgets.ts';

export interface BudgetRequest {
  /** Ids; with each story come the ADRs it pays for. None: every card. */
  readonly stories: readonly string[];
  /** Of these files only, relative to the top. */
  readonly files?: readonly string[];
  /** For ready stories that have no budget. */
  readonly model?: string;
  readonly write: boolean;
}

/** Declared figures beside measured ones; with `write` the measured ones are put into the cards. Cards that cannot be read are left alone. */
export async function fillBudgets(
  host: Host,
  project: Project,
  tokens: TokenCache,
  request: BudgetRequest,
): Promise<Got<WrittenBudgets>> {
  const refused = refusals(project, request);
  if (refused.length > 0) return { ok: false, problems: refused };
  const files = filesAsked(project, request);
  const asks = ({ file }: { readonly file: string }): boolean => files?.has(file) ?? true;
  const { model } = request;
  const seen = await reviewBudgets(host, project, tokens, { asks, ...(model === undefined ? {} : { model }) });
  const done = request.write ? await writeBudgets(host, project.repository.top, seen) : { reviews: seen, problems: [] };
  const unread = project.problems.filter(
    (problem) => graded(problem).severity === 'error' && problem.place !== undefined && asks(problem.place),
  );
  return { ok: true, value: { ...done, problems: [...unread, ...missingModels(project, done.reviews), ...done.problems] } };
}

function refusals(project: Project, { stories, model }: BudgetRequest): readonly Problem[] {
  const known = [...project.stories.map(({ id }) => id), ...project.unreadable];
  const unknown = stories
    .filter((id) => !known.includes(id))
    .map((name): Problem => {
      const suggestion = suggest(name, known);
      return { reason: 'unknown-target', name, known, ...(suggestion === undefined ? {} : { suggestion }) };
    });
  const noModel = model === undefined ? undefined : unknownModel(project, model);
  return [...unknown, ...(noModel === undefined ? [] : [noModel])];
}

/** Undefined: all of them. */
function filesAsked(project: Project, { stories, files }: BudgetRequest): ReadonlySet<string> | undefined {
  if (files !== undefined && files.length > 0) return new Set(files);
  if (stories.length === 0) return undefined;
  const named = project.stories.filter(({ id }) => stories.includes(id));
  const paid = named.flatMap((story) => adrsInScope(project, story)).map(({ file }) => file);
  return new Set([...stories.map((id) => path.posix.join(project.config.stories, `${id}.md`)), ...paid]);
}
