import type { Story } from '../../model/card.ts';
import type { Told } from '../../model/event.ts';
import { apartRule, filesClash, type Clash } from '../../plan/apart.ts';
import type { IsFile } from '../../plan/scope.ts';
import type { WaitsFor } from '../../run/next-starts.ts';
import { standingLanes } from '../choose/held-files.ts';
import type { Project } from '../project/project.ts';
import { integratedIn, type Flight } from './flight.ts';

/** Who may hold files beside whom in a run, by story id; cards are looked at as they stand when it is asked. */
export interface Scopes {
  /** Lanes of earlier runs whose files are kept for them. */
  readonly standing: ReadonlySet<string>;
  /** By `parallel.conflicts`. */
  clash(a: string, b: string): Clash | undefined;
  /** Whatever the config says. */
  filesClash(a: string, b: string): Clash | undefined;
}

export function scopesOf({ config }: Pick<Project, 'config'>, flight: Flight, isFile: IsFile): Scopes {
  const intent = flight.intent();
  const kept = new Map(standingLanes(intent.survey, integratedIn(intent)).map((story) => [story.id, story]));
  const scopeOf = (id: string): Pick<Story, 'files'> =>
    flight.intent().survey.measured.has(id) ? flight.story(id) : (kept.get(id) ?? flight.story(id));
  const rule = apartRule(config, isFile);
  return {
    standing: new Set(kept.keys()),
    clash: remembered(flight, (a, b) => rule(scopeOf(a), scopeOf(b))),
    filesClash: (a, b) => filesClash(scopeOf(a), scopeOf(b), isFile),
  };
}

/** More than ever run beside each other; with all that ever ran it would grow with the square of the stories. */
const MOST_REMEMBERED = 128;

/** Whoever waits is held against all that run whenever anything ends: each pair is looked at once, until cards are edited. */
function remembered(flight: Flight, look: Scopes['clash']): Scopes['clash'] {
  let intent = flight.intent();
  const known = new Map<string, Map<string, Clash | undefined>>();
  return (a, b) => {
    if (intent !== flight.intent() || known.size > MOST_REMEMBERED) known.clear();
    intent = flight.intent();
    const beside = known.get(b) ?? new Map<string, Clash | undefined>();
    if (beside.size === 0) known.set(b, beside);
    if (!beside.has(a)) beside.set(a, look(a, b));
    return beside.get(a);
  };
}

/** What a story waits for, as it is told: of files also why it may not have them now. */
export function onWhat(
  story: string,
  wait: WaitsFor,
  scopes: Pick<Scopes, 'clash' | 'filesClash'>,
): Pick<Extract<Told, { t: 'waiting' }>, 'on' | 'because' | 'globs'> {
  if (!('on' in wait)) return {};
  // One that is rebased keeps others out whatever the config says.
  const why = wait.for === 'files' ? (scopes.clash(story, wait.on) ?? scopes.filesClash(story, wait.on)) : undefined;
  return { on: wait.on, ...why };
}
