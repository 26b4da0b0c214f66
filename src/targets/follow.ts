import { startMeter, watch } from '../budget/meters.ts';
import { addTokens, NO_TOKENS, type Forecast, type TokenSplit } from '../model/budget.ts';
import type { AgentRun } from '../model/agent.ts';
import type { Build, Lane } from './build.ts';

export interface Seen {
  /** Another model answered than the story is budgeted for. */
  readonly wrongModel?: string;
}

/** Follows a session request by request: both meters, the alarms, the model that answers. An interrupt stops it. */
export async function follow(build: Build, lane: Lane, run: AgentRun, forecast: Forecast): Promise<Seen> {
  const stop = (): void => void run.stop('user');
  build.interrupted.addEventListener('abort', stop, { once: true });
  if (build.interrupted.aborted) stop();
  let meter = startMeter({
    baseTokens: forecast.baseTokens,
    floorTokens: forecast.floorTokens,
    ceilingTokens: forecast.ceilingTokens,
    hardTokens: forecast.zone.hardTokens,
  });
  let spend: TokenSplit = NO_TOKENS;
  let wrongModel: string | undefined;
  for await (const event of run) {
    if (event.t === 'session' && !sameModel(event.model, forecast.model)) {
      wrongModel = event.model;
      stop();
    }
    if (event.t === 'drift') build.tell({ t: 'drift', story: lane.story.id, adr: event.adr, note: event.note });
    if (event.t !== 'request') continue;
    spend = addTokens(spend, event.delta);
    if (event.main) {
      const next = watch(meter, event.context);
      meter = next.meter;
      for (const { kind, contextTokens, limitTokens } of next.alarms)
        build.tell({ t: 'alarm', story: lane.story.id, kind, contextTokens, limitTokens });
    }
    build.tell({
      t: 'usage',
      story: lane.story.id,
      contextTokens: meter.contextTokens,
      floorTokens: forecast.floorTokens,
      spend,
      requests: meter.requests,
    });
  }
  build.interrupted.removeEventListener('abort', stop);
  return wrongModel === undefined ? {} : { wrongModel };
}

/** An alias may be answered by its dated form; an agent that names no model is taken at the card's word. */
function sameModel(answered: string, budgeted: string): boolean {
  const plain = (name: string): string => name.replace(/\[[^\]]*\]$/, '').replace(/-\d{8}$/, '');
  return answered === '' || plain(answered) === plain(budgeted);
}
