import type { Host } from '../../host/host.ts';
import type { Check } from '../../model/checkup.ts';
import type { Problem } from '../../model/problem.ts';
import { foldJournal } from '../../record/fold.ts';
import { readJournal, type JournalRead } from '../../record/journal.ts';
import { STATE_VERSION } from '../../record/layout.ts';
import { foreignState } from '../../record/store.ts';
import { agentChecks } from './doctor-agents.ts';
import { modelChecks } from './doctor-models.ts';
import { landingsOf, latestOf, untold } from '../project/find-landings.ts';
import { historyOf, openRepository, readTheShared, type Opened } from '../project/read-project.ts';
import { orphaned } from '../run/recover.ts';
import { sandboxTrouble } from '../guard/sandbox.ts';

/** What stands in the way of builds, and what earlier ones left: told, and nothing but abandoned temporary files removed. */
export async function examine(host: Host): Promise<readonly Check[]> {
  const machine = await machineChecks(host);
  const opened = await openRepository(host);
  if (!opened.ok) return [...machine, ...opened.problems.map((problem) => wrong('repository', problem))];
  const journal = readJournal((await host.files.readText(opened.value.layout.journal)) ?? '', opened.value.layout.journal);
  return [
    ...machine,
    ...(await repositoryChecks(host, opened.value)),
    ...(await stateChecks(host, opened.value, journal)),
    ...(await sandboxChecks(host, opened.value)),
    ...(await agentChecks(host, opened.value)),
    ...(await modelChecks(host, opened.value)),
    ...(await laneChecks(host, opened.value, journal)),
  ];
}

function fine(name: string, found: string): Check {
  return { name, standing: 'fine', found };
}

function note(name: string, found: string, hint?: string): Check {
  return { name, standing: 'note', found, ...(hint === undefined ? {} : { hint }) };
}

function wrong(name: string, problem: Problem): Check {
  return { name, standing: 'wrong', found: problem.reason, problem };
}

async function machineChecks(host: Host): Promise<readonly Check[]> {
  const { version, nodeVersion, platform } = host.machine;
  const git = await host.git.version();
  return [
    fine('xpar', version),
    fine('node', `${nodeVersion} on ${platform}`),
    git === undefined ? wrong('git', { reason: 'git-missing' }) : fine('git', git),
  ];
}

async function repositoryChecks(host: Host, opened: Opened): Promise<readonly Check[]> {
  const { repository, config, configFile, layout } = opened;
  const { top } = repository;
  const { base, integration } = await historyOf(host, opened);
  const operation = await host.git.inProgress(top);
  const volume = await host.files.volumeOf(layout.folder);
  return [
    fine('repository', top),
    fine('config', configFile ?? 'defaults'),
    ...(base.ok
      ? [fine('base', `${base.value.name} ${base.value.unborn === true ? 'without a commit' : `at ${short(base.value.commit)}`}`)]
      : base.problems.map((one) => wrong('base', one))),
    fine('integration', integration.tip === undefined ? 'not made yet' : `${config.integration} at ${short(integration.tip)}`),
    ...(operation === undefined ? [] : [note('checkout', `a ${operation} is under way`, `finish or abort it before xpar land`)]),
    ...(volume === undefined ? [] : [roomCheck(volume)]),
  ];
}

async function sandboxChecks(host: Host, { config }: Opened): Promise<readonly Check[]> {
  const { sandbox } = config;
  if (sandbox.use === 'none') return [fine('sandbox', 'none: agents run with your rights')];
  const trouble = await sandboxTrouble(host, config);
  const name = sandbox.use === 'command' ? sandbox.command.join(' ') : sandbox.use;
  return [trouble ? wrong('sandbox', trouble) : fine('sandbox', name)];
}

const LITTLE_ROOM = 100 * 1024 * 1024;

function roomCheck({ top, freeBytes }: { top: string; freeBytes: number }): Check {
  const found = `${Math.floor(freeBytes / 1024 / 1024)} MiB free on the file system at ${top}`;
  return freeBytes < LITTLE_ROOM ? note('room', found, 'make room before a build') : fine('room', found);
}

async function stateChecks(host: Host, { layout, repository, config }: Opened, journal: JournalRead): Promise<readonly Check[]> {
  if (!(await host.files.exists(layout.folder))) return [fine('state', 'none yet')];
  const foreign = await foreignState(host.files, layout);
  if (foreign) return [wrong('state', foreign)];
  const holder = await host.lock.holder(layout.lock);
  const folders = [config.stories, config.adrs].map((folder) => `${repository.top}/${folder}`);
  const swept = (
    await Promise.all([
      host.files.sweep(layout.folder, 'all'),
      ...[repository.top, ...folders].map((folder) => host.files.sweep(folder, 'one')),
    ])
  ).flat();
  return [
    fine('state', `${layout.folder}, version ${STATE_VERSION}`),
    journalCheck(journal, holder !== undefined),
    fine('lock', holder === undefined ? 'free' : `held by process ${holder.pid} on ${holder.host}: ${holder.command}`),
    ...(swept.length === 0 ? [] : [note('temporary files', `${swept.length} left by killed writes, removed`)]),
  ];
}

function journalCheck({ entries, problem }: JournalRead, building: boolean): Check {
  if (problem?.reason === 'state-damaged') return wrong('journal', problem);
  // To those beside a build, a line that is being written looks torn.
  if (problem !== undefined && !building)
    return { ...note('journal', 'its last line is torn', 'the next build drops it'), problem };
  return fine('journal', entries.length === 1 ? '1 entry, sound' : `${entries.length} entries, all sound`);
}

/** What the journal and git say of the same stories, side by side. */
async function laneChecks(host: Host, opened: Opened, journal: JournalRead): Promise<readonly Check[]> {
  const {
    repository: { top },
    config,
    layout,
  } = opened;
  const state = foldJournal(journal.entries);
  const { tips } = await historyOf(host, opened);
  const landings = latestOf([...(await landingsOf(host, top, tips, new Map())).values()]);
  const lost = [...state.stories].filter(([story, one]) => one.integrated !== undefined && !landings.has(story));
  const { ledger } = await readTheShared(host, opened, state);
  const unknown = [...untold(landings, state, ledger).keys()];
  const orphans = (await host.lock.holder(layout.lock)) === undefined ? orphaned({ store: { state } }) : [];
  const lanes = [...(await host.git.branches(top, 'refs/heads/xpar/')).keys()].filter(
    (ref) => ref !== `refs/heads/${config.integration}`,
  );
  const names = lanes.map((ref) => ref.slice('refs/heads/xpar/'.length));
  return [
    ...lost.map(([story, { integrated }]) =>
      note(
        'trailers lost',
        `${story} landed as ${short(integrated!.commit)}, and no history here says so`,
        `keep xpar's trailers when you squash or rebase; xpar build -t ${story} takes it as done`,
      ),
    ),
    ...(unknown.length === 0
      ? []
      : [
          note(
            'ledger',
            `${unknown.length} landed without an entry: ${listed(unknown)}`,
            'xpar doctor --repair enters what their trailers tell',
          ),
        ]),
    ...orphans.map((story) =>
      note('session', `one of ${story} was cut off by a killed build`, 'the next build enters what it used'),
    ),
    ...(names.length === 0 ? [] : [note('lanes', `open: ${listed(names)}`)]),
  ];
}

const SHOWN_AT_MOST = 8;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN_AT_MOST;
  return [...names.slice(0, SHOWN_AT_MOST), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}

function short(commit: string): string {
  return commit.slice(0, 9);
}
