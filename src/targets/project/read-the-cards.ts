import path from 'node:path';
import { readCards, type CardsRead } from '../../cards/read-cards.ts';
import type { ParseCards } from '../../cards/parse-card.ts';
import type { Host, Repository } from '../../host/host.ts';
import type { Config } from '../../model/config.ts';
import type { CardIndex, Landings } from '../../record/card-index.ts';
import { prepareStore } from '../../record/store.ts';
import { readingProgress } from '../../report/progress.ts';
import type { Layout } from '../../record/layout.ts';

/** Where cards are, and where what was read of them is kept. */
interface Place {
  readonly repository: Repository;
  readonly config: Config;
  readonly layout: Layout;
}

/** Looking at a repository leaves nothing behind in it, unless reading it again would take a while. */
const WORTH_A_FOLDER = 200;

/** This xpar, so that one that may read cards differently starts anew: by its version, and by its look while it is worked on. */
export async function readerOf({ files, machine }: Host): Promise<string> {
  const look = await files.stamps([path.join(machine.installation, 'dist', 'main.js')]);
  return [machine.version, ...look].join(' ');
}

/** The cards of a checkout, as far as possible from what earlier commands read. */
export async function readTheCards(host: Host, place: Place, index: CardIndex): Promise<CardsRead> {
  const { config, repository } = place;
  const parse: ParseCards = async (texts) => {
    const progress = readingProgress(host.terminal.err, texts.length);
    try {
      return await host.workers.each('parse-card', texts, (done) => progress.told(done));
    } finally {
      progress.close();
    }
  };
  return readCards(host.files, repository.top, { stories: config.stories, adrs: config.adrs }, { memory: index.memory, parse });
}

/** Keeps what was read, where anything is new and there is a place for it. */
export async function rememberCards(
  host: Host,
  { layout }: Place,
  index: CardIndex,
  found: { readonly read: CardsRead; readonly landings: ReadonlyMap<string, Landings>; readonly sinceMs: number },
): Promise<void> {
  const { seen } = found.read;
  const isKnown = seen.length === index.size && seen.every(({ same }) => same);
  if (isKnown && [...found.landings.keys()].every((tip) => index.landings.has(tip))) return;
  if (!(await host.files.exists(layout.folder))) {
    if (seen.length < WORTH_A_FOLDER || (await prepareStore(host.files, layout)) !== undefined) return;
  }
  await index.save({ seen, landings: found.landings, sinceMs: found.sinceMs });
}
