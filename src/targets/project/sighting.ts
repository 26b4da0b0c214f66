import path from 'node:path';
import type { CardsRead } from '../../cards/read-cards.ts';
import type { Host, Repository } from '../../host/host.ts';
import type { Config } from '../../model/config.ts';
import type { Layout } from '../../record/layout.ts';
import type { Sighting } from '../../record/quick-answer.ts';

/** Looks at files before they are read, so that what changes while they are read looks different the next time. */
export async function look(host: Host, paths: readonly string[]): Promise<Sighting> {
  const sinceMs = host.clock.now();
  return { paths, stamps: await host.files.stamps(paths), sinceMs };
}

interface Opened {
  readonly repository: Repository;
  readonly config: Config;
  readonly layout: Layout;
  readonly configSeen?: Sighting;
}

/** Config, git's refs, the journal, the answers beside it, the folders of cards and of the shared ledger, and xpar itself. Undefined where the config is not known by its look. */
export async function sightingOf(host: Host, opened: Opened): Promise<Sighting | undefined> {
  const { configSeen, layout, repository, config } = opened;
  if (configSeen === undefined) return undefined;
  const { installation } = host.machine;
  const others = await look(host, [
    ...(await host.git.traces(repository)),
    layout.journal,
    layout.version,
    layout.inbox,
    path.resolve(repository.top, config.stories),
    path.resolve(repository.top, config.adrs),
    ...(config.report.shared === undefined ? [] : [path.resolve(repository.top, config.report.shared)]),
    path.join(installation, 'package.json'),
    path.join(installation, 'dist', 'main.js'),
  ]);
  return joined(configSeen, others);
}

/** With the cards, as they looked when they were read. */
export function withCards(seen: Sighting, top: string, { seen: cards }: CardsRead): Sighting {
  const stamps = new Float64Array(cards.length * 4);
  for (const [at, card] of cards.entries()) stamps.set(card.look, at * 4);
  return joined(seen, { paths: cards.map(({ reading }) => path.join(top, reading.file)), stamps, sinceMs: seen.sinceMs });
}

function joined(a: Sighting, b: Sighting): Sighting {
  const stamps = new Float64Array(a.stamps.length + b.stamps.length);
  stamps.set(a.stamps);
  stamps.set(b.stamps, a.stamps.length);
  return { paths: [...a.paths, ...b.paths], stamps, sinceMs: Math.min(a.sinceMs, b.sinceMs) };
}
