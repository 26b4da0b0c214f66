import type { Host } from '../../host/host.ts';
import { adapterFor, agentName } from '../project/adapters.ts';
import type { Lane } from '../run/build.ts';
import type { Project } from '../project/project.ts';
import { asRole, turnOf } from '../sizes/roles.ts';

/** The lane as the role has it whose turn it is; as it is where a config names none, or all are done. */
export function onTurn(host: Host, project: Project, lane: Lane): Lane {
  const turn = turnOf(project, lane.story, lane.implementParts);
  if (turn === undefined) return lane;
  const story = asRole(lane.story, turn.role);
  const { agents } = project.config;
  return { ...lane, story, turn, adapter: adapterFor(agents[agentName(project.config, story)]!, host) };
}
