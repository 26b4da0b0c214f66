import type { StoryState } from '../model/record.ts';
import type { RoleEntry, RoleProgress } from '../model/role.ts';
import { withoutCheckpoint } from './checkpoints.ts';
import { ended } from './step-ends.ts';

/** One role has ended its part: the next goes on from its commit. One that sent the work back makes it the implementer's again. */
export function roleEnded(story: StoryState, entry: RoleEntry): StoryState {
  const stood = story.roles?.how === entry.how ? story.roles : undefined;
  const { parked: _over, ...rest } = withoutCheckpoint(ended(story, 'implement'));
  return { ...rest, work: entry.commit, roles: after(stood, entry) };
}

function after(stood: RoleProgress | undefined, entry: RoleEntry): RoleProgress {
  const { how, role, kind, commit, base, locked = [], refused } = entry;
  // Done once, they begin anew; only what was locked is so still.
  const before = stood?.finished === true ? undefined : stood;
  const done = [...(before?.done ?? []), { name: role, kind }];
  const rounds = before?.rounds ?? 0;
  const kept = { how, commit, base, locked: together(stood?.locked ?? [], locked) };
  if (refused === undefined) return { ...kept, done, rounds };
  return { ...kept, done: beforeImplementer(done), rounds: kind === 'reviewer' ? rounds + 1 : rounds, refused };
}

/** The step is done: what the roles left stays locked, and a next time begins with the first of them. */
export function rolesDone({ roles }: Pick<StoryState, 'roles'>): Pick<StoryState, 'roles'> {
  return roles === undefined ? {} : { roles: { ...roles, rounds: 0, finished: true } };
}

/** A try failed. What was implemented is the implementer's to mend; before that, it is its role's. */
export function rolesFailed({ roles }: Pick<StoryState, 'roles'>): Pick<StoryState, 'roles'> {
  if (roles === undefined) return {};
  const { finished, refused: _told, ...rest } = roles;
  if (finished !== true) return { roles: { ...roles, rounds: 0 } };
  return { roles: { ...rest, done: beforeImplementer(roles.done), rounds: 0 } };
}

function beforeImplementer(done: RoleProgress['done']): RoleProgress['done'] {
  const turn = done.findIndex(({ kind }) => kind === 'implementer');
  return turn === -1 ? done : done.slice(0, turn);
}

/** Of the same file what was left last. */
function together(before: RoleProgress['locked'], more: RoleProgress['locked']): RoleProgress['locked'] {
  return [...new Map([...before, ...more].map((one) => [one.path, one])).values()];
}
