import { findModel } from '../../budget/models.ts';
import type { Host, TrailerCommit } from '../../host/host.ts';
import type { Config } from '../../model/config.ts';
import type { SharedLedger } from '../../model/history.ts';
import { adapterFor, dialectOf } from './adapters.ts';
import { withTrailers, type Reckoning } from './rebuild.ts';

type Reckon = (agent: string, model: string) => Reckoning;

/** What trailers leave out, as this config has it. */
export function reckoningBy(host: Host, { config }: { readonly config: Pick<Config, 'agents' | 'models'> }): Reckon {
  return (agent, name) => {
    const found = findModel(name, config.models);
    const model = 'model' in found ? found.model.name : name;
    const base = adapterFor(dialectOf(config, agent), host).base(model);
    return { kappa: 'model' in found ? found.model.kappa : 1, baseTokens: base.tokens, model };
  };
}

/** With what only git's trailers tell, each landing with its session: evidence like any other, and nothing is written. */
export function withToldBy(shared: SharedLedger, commits: readonly TrailerCommit[], reckon: Reckon): SharedLedger {
  const { entries } = withTrailers([], commits, reckon, shared);
  const sessions = entries.flatMap((entry) =>
    entry.t === 'session' ? [{ ...entry.session, at: entry.at, run: entry.run, key: entry.key }] : [],
  );
  const integrations = entries.flatMap((entry) => {
    if (entry.t !== 'integrated') return [];
    const { story, at, run, key } = entry;
    const session = sessions.findLast((one) => one.story === story && one.key === key);
    return [{ story, at, run, key, ...(session && { session: { run, startedAt: session.startedAt } }) }];
  });
  return { ...shared, sessions: [...shared.sessions, ...sessions], integrations: [...shared.integrations, ...integrations] };
}
