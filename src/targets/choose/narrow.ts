import { canonicalAdrId } from '../../cards/adr-id.ts';
import type { Host } from '../../host/host.ts';
import type { Story } from '../../model/card.ts';
import type { Problem } from '../../model/problem.ts';
import { suggest } from '../../model/suggest.ts';
import { covers } from '../../plan/scope.ts';
import type { Narrowing } from './intent.ts';
import { adrsInScope, type Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';

type Matches = (story: Story) => boolean;

/** Ids of the stories that match all that is given; an ADR or a revision that does not exist is refused. */
export async function storiesAmong(host: Host, project: Project, narrowing: Narrowing): Promise<Got<ReadonlySet<string>>> {
  const { filter, adr, since } = narrowing;
  const tests: readonly Got<Matches>[] = [
    ...(filter === undefined ? [] : [{ ok: true, value: ({ id }: Story) => covers([filter], id) } as const]),
    ...(adr === undefined ? [] : [paysFor(project, adr)]),
    ...(since === undefined ? [] : [await changedSince(host, project, since)]),
  ];
  const problems = tests.flatMap((one) => (one.ok ? [] : one.problems));
  if (problems.length > 0) return { ok: false, problems };
  const matching = project.stories.filter((story) => tests.every((one) => one.ok && one.value(story)));
  return { ok: true, value: new Set(matching.map(({ id }) => id)) };
}

function paysFor({ adrs }: Project, written: string): Got<Matches> {
  const id = canonicalAdrId(written);
  if (adrs.some((adr) => adr.id === id)) return { ok: true, value: (story) => story.adrs.includes(id) };
  const known = adrs.map(({ shownId }) => shownId);
  const suggestion = suggest(written, known);
  return no({
    reason: 'bad-argument',
    name: '--adr',
    found: written,
    expected: known.length === 0 ? 'an ADR, and there is none' : `one of ${known.join(', ')}`,
    ...(suggestion === undefined ? {} : { suggestion }),
  });
}

/** Compared is the person's checkout: its last commit, what they changed since, and cards git does not know yet. */
async function changedSince({ git }: Host, project: Project, since: string): Promise<Got<Matches>> {
  const { top } = project.repository;
  const [from, head] = [await git.commitOf(top, since), await git.commitOf(top, 'HEAD')];
  if (from === undefined || head === undefined) {
    return no({ reason: 'bad-argument', name: '--since', found: since, expected: 'a commit, a branch or a tag' });
  }
  const known = await git.files(top, head);
  const changed = [...(await git.changedPaths(top, from, head)), ...(await git.dirty(top))];
  const isNew = new Set(changed);
  const cardChanged = (file: string): boolean => isNew.has(file) || !known.has(file);
  return {
    ok: true,
    value: (story) =>
      [story, ...adrsInScope(project, story)].some(({ file }) => cardChanged(file)) ||
      changed.some((path) => covers([...story.files, ...story.context], path)),
  };
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
