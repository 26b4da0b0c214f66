import type { LaneBook, LaneMeterFile } from '../../agents/lane-book.ts';
import { sessionFiles } from '../../agents/session-files.ts';
import { billedTokens, type TokenSplit } from '../../model/budget.ts';
import { agentName } from '../project/adapters.ts';
import type { Build, Lane } from '../run/build.ts';
import type { Prepared } from './prepare.ts';

/** Lays open for the lane's own server what its agent may ask it; gives its command line where the agent is to have one. */
export async function openBook(
  { host, project }: Build,
  lane: Lane,
  { forecast }: Prepared,
): Promise<{ mcp?: readonly string[] }> {
  if (!hasServer(project, lane)) return {};
  const { outbox, book } = sessionFiles(lane.folder);
  const { baseTokens, floorTokens, ceilingTokens, zone } = forecast;
  const text: LaneBook = {
    schemaVersion: 1,
    story: lane.story.id,
    title: lane.story.title,
    card: lane.story.body,
    adrs: lane.adrs.map(({ id, title, text: whole }) => ({ id, title, text: whole })),
    budget: {
      floorTokens: baseTokens + floorTokens,
      ceilingTokens: baseTokens + ceilingTokens,
      hardTokens: zone.hardTokens,
    },
  };
  await host.files.writeAtomic(book, `${JSON.stringify(text)}\n`);
  return { mcp: [...host.machine.program, 'mcp', '--lane', outbox] };
}

/** Is its agent to have the lane's server? */
function hasServer({ config }: Build['project'], { story }: Lane): boolean {
  const agent = config.agents[agentName(config, story)]!;
  return 'mcp' in agent && agent.mcp === true;
}

/** How the session stands by now; what cannot be written is old, not wrong. */
export function writeMeter(
  { host, project }: Build,
  lane: Lane,
  told: { readonly contextTokens: number; readonly requests: number; readonly spend: TokenSplit },
): void {
  if (!hasServer(project, lane)) return;
  const { contextTokens, requests, spend } = told;
  const meter: LaneMeterFile = { contextTokens, requests, spentTokens: billedTokens(spend) };
  void host.files.writeCache(sessionFiles(lane.folder).meter, Buffer.from(JSON.stringify(meter)));
}
