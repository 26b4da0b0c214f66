import { contextAudit, type ContextAudit } from '../../budget/context-audit.ts';
import { isUnaudited } from '../../agents/unaudited.ts';
import type { Host } from '../../host/host.ts';
import { suggest } from '../../model/suggest.ts';
import { covers } from '../../plan/scope.ts';
import { storyState } from '../../record/fold.ts';
import type { Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import { readTrace } from '../lane/trace.ts';

/** The audit of one session, and which it is. */
export interface SessionAudit {
  readonly story: string;
  /** From 1, over all runs. */
  readonly session: number;
  readonly of: number;
  readonly agent: string;
  readonly model: string;
  readonly attempt: number;
  readonly audit: ContextAudit;
}

/** The context of a story's session, the last one where none is named: of a lane under way, what it has told so far. */
export async function auditContext(
  host: Host,
  project: Project,
  asked: { readonly story: string; readonly session?: number },
): Promise<Got<SessionAudit>> {
  const known = [
    ...new Set([...project.stories.map(({ id }) => id), ...project.unreadable, ...project.store.state.stories.keys()]),
  ];
  if (!known.includes(asked.story)) {
    const suggestion = suggest(asked.story, known);
    const name = asked.story;
    return {
      ok: false,
      problems: [{ reason: 'unknown-target', name, known, ...(suggestion === undefined ? {} : { suggestion }) }],
    };
  }
  const { starts } = storyState(project.store.state, asked.story);
  const session = asked.session ?? starts;
  const folder = project.store.layout.attempt(asked.story, session);
  const trace = session >= 1 && session <= starts ? await readTrace(host.files, folder) : undefined;
  if (trace === undefined) return { ok: false, problems: [{ reason: 'no-session', story: asked.story, session, of: starts }] };
  const { start } = trace;
  const audit = contextAudit(trace, { inScope: (path) => covers(start.scope, path), isUnaudited });
  const { agent, model, attempt } = start;
  return { ok: true, value: { story: asked.story, session, of: starts, agent, model, attempt, audit } };
}
