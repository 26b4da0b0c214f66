import type { Story } from '../../model/card.ts';
import type { Config } from '../../model/config.ts';
import { covers } from '../../plan/scope.ts';

type Strayed =
  | {
      readonly reason: 'outside-scope';
      readonly story: string;
      readonly paths: readonly string[];
      readonly scope: readonly string[];
    }
  | { readonly reason: 'protected-touched'; readonly story: string; readonly paths: readonly string[] };

/** What was changed that may not be: what is protected, or lies outside the story's scope. */
export function strayedFrom(
  config: Pick<Config, 'stories' | 'adrs' | 'protected'>,
  story: Story,
  paths: readonly string[],
): Strayed | undefined {
  const cards = [`${config.stories}/**`, `${config.adrs}/**`];
  const guarded = paths.filter((name) => covers([...config.protected, ...cards], name) && !covers(story.allowProtected, name));
  if (guarded.length > 0) return { reason: 'protected-touched', story: story.id, paths: guarded };
  const outside = story.files.length === 0 ? [] : paths.filter((name) => !covers(story.files, name));
  return outside.length > 0 ? { reason: 'outside-scope', story: story.id, paths: outside, scope: story.files } : undefined;
}
