import type { BuildRequest } from './intent.ts';
import type { Project } from './project.ts';

/** The project as a command line wants it; `running`: during a run its own journal is the one to go by. */
export function asAsked(project: Project, { autonomous }: BuildRequest, running?: Project['store']): Project {
  return {
    ...project,
    ...(running ? { store: running } : {}),
    ...(autonomous === true ? { config: { ...project.config, autonomous } } : {}),
  };
}
