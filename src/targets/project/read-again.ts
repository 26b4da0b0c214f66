import { isDeepStrictEqual } from 'node:util';
import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { landingOrder } from '../person/acceptance.ts';
import type { Head } from './find-base.ts';
import type { Project } from './project.ts';
import { openRepository, readProject, type Got } from './read-project.ts';

/** The project as it stands now that nobody else can change it: what was seen before the lock was taken may be old. */
export async function readAgain(host: Host, head: Head = 'branch'): Promise<Got<Project>> {
  const opened = await openRepository(host);
  return opened.ok ? readProject(host, opened.value, head) : opened;
}

/** What a person has said yes to is no more what would land. */
export async function otherLanding(host: Host, seen: Project, now: Project): Promise<Problem | undefined> {
  const { name } = seen.base;
  if (now.base.name !== name || now.base.commit !== seen.base.commit) return { reason: 'changed-meanwhile', what: name };
  const [before, after] = [await landingOrder(host, seen), await landingOrder(host, now)];
  const isSame = now.integration.tip === seen.integration.tip && isDeepStrictEqual(before, after);
  return isSame ? undefined : { reason: 'changed-meanwhile', what: seen.config.integration };
}
