import type { Clock } from '../../host/host.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { Build } from './build.ts';

const MINUTE_MS = 60_000;

/** What the config says of each model under one key. */
export function boundsOf(
  models: Readonly<Record<string, ModelConfig>>,
  key: 'concurrent' | 'perMinute',
): ReadonlyMap<string, number> {
  return new Map(
    Object.entries(models).flatMap(([name, { [key]: most }]) => (most === undefined ? [] : [[name, most] as const])),
  );
}

/** Lets no more sessions of a model start within a minute than its bound, in the order in which they come; who waits is told so. */
export function modelPace(
  clock: Clock,
  perMinute: ReadonlyMap<string, number>,
): (build: Pick<Build, 'tell' | 'interrupted'>, story: string, model: string | undefined) => Promise<void> {
  const starts = new Map<string, readonly number[]>();
  return async ({ tell, interrupted }, story, model) => {
    const most = model === undefined ? undefined : perMinute.get(model);
    if (model === undefined || most === undefined) return;
    const now = clock.monotonicMs();
    const before = starts.get(model) ?? [];
    // The place of whoever waits is taken at once: the next one comes after it.
    const at = Math.max(now, (before.at(-most) ?? -Infinity) + MINUTE_MS);
    starts.set(model, [...before, at].slice(-most));
    if (at <= now) return;
    tell({ t: 'waiting', story, for: 'pace', on: model });
    await clock.wait(at - now, interrupted);
  };
}
