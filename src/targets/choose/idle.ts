import type { Host } from '../../host/host.ts';
import { baseIsAhead } from '../waves/follow-the-base.ts';
import type { Intent } from './intent.ts';
import type { Project } from '../project/project.ts';
import { orphaned } from '../run/recover.ts';
import { nothingToDo } from '../run/run-account.ts';
import { unsettled } from '../waves/settle.ts';

/** `-q`: is all that was asked for up to date? What is held is not; a dropped card asks for nothing. */
export async function isUpToDate(host: Host, intent: Intent): Promise<boolean> {
  const held = intent.survey.plan.stories.filter(({ story }) => intent.held.includes(story.id));
  if (held.some(({ story }) => story.status !== 'dropped') || !(await isIdle(host, intent))) return false;
  return nothingToDo(host, intent, () => {}).exit === 0;
}

/** Nothing to run, and the base brings nothing new; where no story matches, the base is left for another time too. */
export async function isIdle(host: Host, { jobs, asked, survey: { project } }: Intent): Promise<boolean> {
  if (jobs.length > 0) return false;
  if (asked.length === 0) return true;
  if ((await unsettled(host, project)).length > 0 || (await isOrphaned(host, project))) return false;
  return !(await baseIsAhead(host, project));
}

/** A session whose build was killed is still to be entered in the ledger. While a build runs, its sessions are its own. */
async function isOrphaned(host: Host, project: Project): Promise<boolean> {
  return orphaned(project).length > 0 && (await host.lock.holder(project.store.layout.lock)) === undefined;
}
