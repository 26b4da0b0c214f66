import type { AgentEvent } from '../../model/agent.ts';
import type { Beyond, BeyondPart } from '../../model/event.ts';
import type { Build, Lane } from '../run/build.ts';
import type { Prepared } from './prepare.ts';

/** The fiction check at the first request: what is in the context that is not on the card, and where it may come from. */
export function beyondTheCard(
  { project }: Build,
  { adapter }: Lane,
  first: {
    readonly prepared: Prepared;
    readonly session: Extract<AgentEvent, { t: 'session' }> | undefined;
    readonly contextTokens: number;
  },
): Beyond {
  const { prepared, session, contextTokens } = first;
  const { forecast, settings, instructions } = prepared;
  const { baseTokens, baseSource, floorTokens, model } = forecast;
  // A base that was measured or learned held the instruction files already.
  const isKnown = baseSource === 'measured' || baseSource === 'learned';
  const measured = project.store.state.bases.findLast(
    (base) => base.agent === adapter.name && base.model === model && base.settings === settings,
  );
  const now = session?.version ?? '';
  const parts: BeyondPart[] = [
    ...(isKnown ? [] : [{ part: 'base', tokens: baseTokens, source: baseSource } as const]),
    ...(isKnown ? [] : instructions.map(({ path, tokens }) => ({ part: 'instructions', path, tokens }) as const)),
    ...(measured !== undefined && now !== '' && measured.version !== '' && measured.version !== now
      ? [{ part: 'version', before: measured.version, now } as const]
      : []),
    ...(session !== undefined && session.tools.length > 0 ? [{ part: 'tools', names: session.tools } as const] : []),
  ];
  return { tokens: contextTokens - baseTokens - floorTokens, parts };
}
