import type { BuildRequest } from './intent.ts';
import type { Project } from '../project/project.ts';

/** The project as a command line wants it; `running`: during a run its own journal is the one to go by. */
export function asAsked(
  project: Project,
  { autonomous, conflicts, reopening, sessions }: Pick<BuildRequest, 'autonomous' | 'conflicts' | 'reopening' | 'sessions'>,
  running?: Project['store'],
): Project {
  const { config } = project;
  const parallel = { ...config.parallel, ...(conflicts && { conflicts }), ...(sessions && { sessions }) };
  return {
    ...project,
    ...(running ? { store: running } : {}),
    ...(reopening === undefined ? {} : { reopening }),
    config: { ...config, parallel, autonomous: autonomous === true || config.autonomous },
  };
}
