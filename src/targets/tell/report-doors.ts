import type { Host } from '../../host/host.ts';
import type { ReportFacts } from '../../model/report.ts';
import { openTokenCache } from '../../record/token-cache.ts';
import { asWriter } from '../project/as-writer.ts';
import type { Survey } from '../choose/intent.ts';
import type { Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import type { Shared } from './share-ledger.ts';

/** What a report is made of, from `since` (ms since the epoch) on. Loaded when it is asked for, as all behind these doors. */
export async function reportFacts(host: Host, seen: Survey, since?: number): Promise<ReportFacts> {
  const { layout } = seen.project.store;
  const tokens = await openTokenCache(host.files, layout.tokenCache, host.tokenizer);
  const { factsOf } = await import('./report-facts.ts');
  const facts = await factsOf(host, seen, tokens, since);
  if (await host.files.exists(layout.folder)) await tokens.save().catch(() => undefined);
  return facts;
}

/** Sends spans and metrics of a report's facts to an OTLP receiver; gives what was sent, in words. */
export async function sendReport(host: Host, facts: ReportFacts, url: URL): Promise<Got<string>> {
  return (await import('./send-report.ts')).sendReport(host, facts, url);
}

/** Writes what the journal learned into the folder that a team shares. */
export async function shareLedger(host: Host, project: Project): Promise<Got<Shared>> {
  return (await import('./share-ledger.ts')).shareLedger(host, project);
}

/** Journals a person's word that all since the last cut was one iteration. */
export async function cutIteration(
  host: Host,
  project: Project,
  { name, command }: { readonly name: string; readonly command: string },
): Promise<Got<undefined>> {
  const { config, store, shared } = project;
  const refused = (expected: string): Got<undefined> => ({
    ok: false,
    problems: [{ reason: 'bad-argument', name: '--iteration', found: name, expected }],
  });
  if (config.report.iterations !== undefined) return refused('no `report.iterations` in the config, which cuts them by date');
  const { cutsOf, journalEntries } = await import('../../record/history.ts');
  const cuts = cutsOf(await journalEntries(host.files, store.layout), shared);
  if (cuts.some((cut) => cut.name === name)) return refused('a name that no iteration has yet');
  return asWriter(host, project, command, async () => {
    await store.append({ t: 'iteration', at: host.clock.now(), name });
    return { ok: true, value: undefined };
  });
}
