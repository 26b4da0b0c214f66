import type { Turn } from '../../agents/role-brief.ts';
import type { Story } from '../../model/card.ts';
import type { Config } from '../../model/config.ts';
import type { State } from '../../model/record.ts';
import type { RoleConfig, RoleProgress } from '../../model/role.ts';
import type { Parts } from '../../model/target.ts';
import { covers } from '../../plan/scope.ts';
import { storyState } from '../../record/fold.ts';
import { digestOf, howOf } from '../../stale/fingerprint.ts';

/** What roles are part of a fingerprint by; undefined where a config names none. What they may spend is not in it. */
export function rolesKey({ roles }: Pick<Config, 'roles'>, agentDigest: (name: string) => string): string | undefined {
  if (roles.length === 0) return undefined;
  const own = roles.map(({ name, kind, agent, model, prompt }) => [
    name,
    kind,
    model ?? null,
    prompt ?? null,
    agent === undefined ? null : agentDigest(agent),
  ]);
  return digestOf(JSON.stringify(own));
}

/** The story as one of its roles has it: its agent and its model in place of the card's. */
export function asRole(story: Story, { agent, model }: RoleConfig): Story {
  return {
    ...story,
    ...(agent === undefined ? {} : { type: agent }),
    ...(model === undefined || story.budget === undefined ? {} : { budget: { ...story.budget, model } }),
  };
}

interface At {
  readonly config: Pick<Config, 'roles'>;
  readonly store: { readonly state: Pick<State, 'stories'> };
}

/** How far the roles of a story have come, on exactly this `implement`; undefined before the first is done. */
export function progressOf({ store }: Omit<At, 'config'>, story: string, parts: Parts): RoleProgress | undefined {
  const { roles } = storyState(store.state, story);
  return roles?.how === howOf(parts) ? roles : undefined;
}

/** Those whose session is still to come, in order. */
export function rolesLeft(at: At, story: string, parts: Parts): readonly RoleConfig[] {
  const progress = progressOf(at, story, parts);
  if (progress === undefined || progress.finished === true) return at.config.roles;
  const done = new Set(progress.done.map(({ name }) => name));
  return at.config.roles.filter(({ name }) => !done.has(name));
}

/** Whose turn it is; undefined where a config names no roles, or all are done. */
export function turnOf(at: At, story: Story, parts: Parts): Omit<Turn, 'base'> | undefined {
  const [role] = rolesLeft(at, story.id, parts);
  if (role === undefined) return undefined;
  const progress = progressOf(at, story.id, parts);
  const isOver = progress === undefined || progress.finished === true;
  const locked = progress?.locked.filter(({ path }) => !covers(story.allowProtected, path)) ?? [];
  return {
    role,
    before: isOver ? [] : progress.done.map(({ name }) => name),
    // A test-writer that begins anew may write its own again.
    locked: isOver ? [] : locked,
    ...(progress?.refused && !isOver ? { refused: progress.refused } : {}),
  };
}

/** May a session on this story change the path, relative to the worktree? */
export function mayEdit({ story, turn }: { readonly story: Story; readonly turn?: Omit<Turn, 'base'> }, file: string): boolean {
  if (turn?.role.kind === 'reviewer' || turn?.locked.some(({ path }) => path === file) === true) return false;
  return story.files.length === 0 || covers(story.files, file);
}
