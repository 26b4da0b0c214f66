import type { Host } from '../../host/host.ts';
import { subjectOf } from '../../model/inbox.ts';
import type { Store } from '../../record/store.ts';

/** Writes down what was allowed for good, for people to read: the journal is what counts. */
export async function keepApprovals({ files }: Pick<Host, 'files'>, { layout, state }: Store): Promise<void> {
  const standing = state.inbox.filter(({ answer }) => answer?.allow === true && answer.always === true);
  const listed = standing.map(({ id, story, key, agent, settings, asking, answer }) => ({
    id,
    story,
    agent,
    action: subjectOf(asking),
    until: { story: key, agent: settings },
    since: new Date(answer!.at).toISOString(),
    withdraw: `xpar deny ${id}`,
  }));
  const text = `${JSON.stringify({ schemaVersion: 1, approvals: listed }, null, 2)}\n`;
  if ((await files.readText(layout.approvals)) === text || (listed.length === 0 && !(await files.exists(layout.approvals))))
    return;
  await files.writeAtomic(layout.approvals, text);
}
