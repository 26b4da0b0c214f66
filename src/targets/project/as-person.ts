import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { asWriter } from './as-writer.ts';
import type { Project } from './project.ts';
import type { Got } from './read-project.ts';

/** As the one writer, for what only a person may say. */
export async function asPerson<T>(
  host: Host,
  project: Pick<Project, 'store' | 'repository'>,
  command: string,
  work: () => Promise<Got<T>>,
): Promise<Got<T>> {
  const refusal = notAPerson(host);
  return refusal ? { ok: false, problems: [refusal] } : asWriter(host, project, command, work);
}

/** An agent's own process carries the mark of its session: it does not answer itself. */
export function notAPerson({ machine }: Host): Problem | undefined {
  const session = machine.env['XPAR_SESSION'];
  return session === undefined ? undefined : { reason: 'answer-from-lane', session };
}
