import type { Host } from '../../host/host.ts';
import type { Tell } from '../../model/event.ts';
import { keepAnswer } from '../../record/quick-answer.ts';
import { prepareStore } from '../../record/store.ts';
import type { BuildRequest, Built, Intent } from './intent.ts';
import { nothingToDo } from '../run/run-account.ts';

/** Tells that there is nothing to do, and keeps that for the next time, when nothing will have to be read to know it. */
export async function nullBuild(
  host: Host,
  intent: Intent,
  { request, tell, upToDate }: { readonly request: BuildRequest; readonly tell: Tell; readonly upToDate: boolean },
): Promise<Built> {
  const events: Parameters<Tell>[0][] = [];
  const built = nothingToDo(host, intent, (event) => {
    if (event.t !== 'decided') events.push(event);
    tell(event);
  });
  if (isForEverything(request)) await keep(host, intent, { events, exit: built.exit, upToDate });
  return built;
}

/** Only what a bare `xpar` would say can stand for it. */
function isForEverything({ targets, among, alwaysMake, whatIf, model, planned, budget }: BuildRequest): boolean {
  return targets.length === 0 && [among, alwaysMake, whatIf, model, planned, budget].every((one) => one === undefined);
}

async function keep(host: Host, intent: Intent, answer: Parameters<typeof keepAnswer>[2]['answer']): Promise<void> {
  const { project } = intent.survey;
  const { repository, store } = project;
  const seen = project.sighting();
  if (seen === undefined) return;
  const { top } = repository;
  // A folder of refs that came after the others were looked at would never be looked at.
  const traces = await host.git.traces(repository);
  if (!traces.every((file) => seen.paths.includes(file))) return;
  if (!(await host.files.exists(store.layout.folder)) && (await prepareStore(host.files, store.layout))) return;
  await keepAnswer(host.files, store.layout.quickAnswer(top), { answer, seen });
}
