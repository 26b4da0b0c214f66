import type { BriefExtra } from '../../agents/brief.ts';
import { storyState } from '../../record/fold.ts';
import { changedParts, whatTexts } from '../../stale/fingerprint.ts';
import type { Parts } from '../../model/target.ts';
import type { Build, Lane } from '../run/build.ts';

/**
 * What an edit changed since the work that stands, as text before and after: of the lane's own last implementation, else
 * of what was integrated; else since a session that an edit cut off, of which nothing stands. Undefined for a first build, and where the texts are lost with `.xpar`.
 */
export async function whatChanged(build: Build, lane: Lane): Promise<BriefExtra['change']> {
  const { store } = build.project;
  const state = storyState(store.state, lane.story.id);
  const standing = state.steps.implement?.parts ?? state.integrated?.parts;
  const earlier = standing ?? build.cutOff;
  if (!earlier) return undefined;
  const now = whatTexts(lane.story, lane.adrs);
  const names = changedParts(whatOnly(earlier, lane.what), lane.what).map((change) => change.part);
  if (names.length === 0) return undefined;
  const before = await Promise.all(
    names.map(async (name) => labelled(name, earlier[name] === undefined ? '' : ((await store.text(earlier[name])) ?? ''))),
  );
  return {
    stands: standing !== undefined,
    before: before.join('\n\n'),
    after: names.map((name) => labelled(name, now[name] ?? '')).join('\n\n'),
  };
}

/** The implement record holds `how` too; only what was asked for is of interest here. */
function whatOnly(parts: Parts, what: Parts): Parts {
  return Object.fromEntries(Object.entries(parts).filter(([name]) => name in what || name.startsWith('contract ')));
}

function labelled(part: string, text: string): string {
  return `${part}:\n${text === '' ? '(nothing)' : text}`;
}
