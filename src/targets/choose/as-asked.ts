import { besideShared } from '../../model/beside-shared.ts';
import type { Problem } from '../../model/problem.ts';
import type { BuildRequest } from './intent.ts';
import type { Project } from '../project/project.ts';

type Asked = Pick<BuildRequest, 'autonomous' | 'conflicts' | 'mode' | 'reopening' | 'sessions'>;

/** The project as a command line wants it; `running`: during a run its own journal is the one to go by. */
export function asAsked(
  project: Project,
  { autonomous, conflicts, mode, reopening, sessions }: Asked,
  running?: Project['store'],
): Project {
  const { config } = project;
  const parallel = { ...config.parallel, ...(mode && { mode }), ...(conflicts && { conflicts }), ...(sessions && { sessions }) };
  return {
    ...project,
    ...(running ? { store: running } : {}),
    ...(reopening === undefined ? {} : { reopening }),
    config: { ...config, parallel, autonomous: autonomous === true || config.autonomous },
  };
}

/** What a command line wants of lanes that cannot be had together, of itself or with what the config says. */
export function contradictions({ config }: Pick<Project, 'config'>, asked: Asked): readonly Problem[] {
  return besideShared(config).map(({ option, found, expected, pointer }): Problem => {
    const isAsked =
      (option === '--conflicts' && asked.conflicts !== undefined) || (option === '--sessions' && asked.sessions !== undefined);
    if (option !== undefined && isAsked) return { reason: 'bad-argument', name: option, found, expected };
    const beside = `worktree beside ${pointer.slice(1).replace('/', '.')} ${found}; shared wants ${expected}`;
    return { reason: 'bad-argument', name: '--mode', found: 'shared', expected: beside };
  });
}
