import { isDeepStrictEqual } from 'node:util';
import type { Host } from '../../host/host.ts';
import { oneLine } from '../../integrate/message.ts';
import type { BaseDilemma, Side } from '../../model/base-dilemma.ts';
import type { Problem } from '../../model/problem.ts';
import { personText } from '../../model/word-entry.ts';
import { integrationCheckedOut } from '../choose/readiness.ts';
import { suiteOf, tailOf, type SuiteRed } from '../gates/suite.ts';
import { during, SUITE } from '../guard/guard.ts';
import type { Project } from '../project/project.ts';
import type { Got } from '../project/read-project.ts';
import { baseIsAhead } from '../waves/follow-the-base.ts';
import { personHere } from './acceptance.ts';
import { withGates, type Gated } from './with-gates.ts';

/** Undefined where the base merges into what is integrated, or has nothing that is not there. Looks only. */
export async function baseDilemmaOf(host: Host, project: Project): Promise<BaseDilemma | undefined> {
  const { base, integration, repository, config } = project;
  if (integration.tip === undefined || !(await baseIsAhead(host, project))) return undefined;
  const merged = await host.merger(repository.top).mergeTree(integration.tip, base.commit);
  if (merged.clean) return undefined;
  return {
    base: base.name,
    integration: config.integration,
    paths: merged.conflicts,
    baseCommit: base.commit,
    tip: integration.tip,
  };
}

export interface BaseWord {
  readonly side: Side;
  readonly command: string;
}

/**
 * Merges the base with one side's files wherever the two conflict, gates that tree, and moves the integration branch to it by one
 * compare-and-swap. Neither the base nor the checkout is touched. Gives the merge.
 */
export async function resolveBase(host: Host, project: Project, seen: BaseDilemma, word: BaseWord): Promise<Got<string>> {
  if (project.gates.length === 0) return no({ reason: 'no-gates' });
  return withGates(
    host,
    { project, command: word.command },
    {
      against: async (now) =>
        isDeepStrictEqual(await baseDilemmaOf(host, now), seen)
          ? integrationCheckedOut(host, now)
          : { reason: 'changed-meanwhile', what: seen.base },
      work: (build) => mergeSide(build, seen, word),
    },
  );
}

async function mergeSide(build: Gated, seen: BaseDilemma, { side, command }: BaseWord): Promise<Got<string>> {
  const { host, project } = build;
  const { top } = project.repository;
  const merger = host.merger(top);
  const { ref, local } = project.integration;
  const { tip, baseCommit, paths } = seen;
  const merged = await merger.mergeTree(tip, baseCommit, {
    isLineList: () => false,
    structured: false,
    side: side === 'base' ? 'theirs' : 'ours',
  });
  if (!merged.clean || !(await holdsSide(build, merged.tree, { commit: side === 'base' ? baseCommit : tip, paths })))
    return no({ reason: 'base-conflict', base: seen.base, integration: seen.integration, paths, byHand: true });
  const by = personText(await personHere(host, top));
  const commit = await merger.commitTree(merged.tree, [tip, baseCommit], messageOf(seen, side, by));
  // Tests that others brought may go with the files in conflict alone.
  const ground = { commit: tip, scope: paths, allowed: [] };
  const { value: verdict } = await during(build, SUITE, () => suiteOf(build, ground)(commit, merged.tree));
  const planted = build.planted();
  if (planted) return no(planted);
  if (!verdict.green) return no(redProblem(verdict.red, seen, { side, command }));
  return (await merger.updateRef(ref, commit, local)) ? { ok: true, value: commit } : no({ reason: 'integration-moved' });
}

/** Looked at by other code than the merge: every file in conflict is as that side has it, or not there as it has it not. */
async function holdsSide(
  { host, project }: Gated,
  tree: string,
  { commit, paths }: { readonly commit: string; readonly paths: readonly string[] },
): Promise<boolean> {
  const { top } = project.repository;
  const [now, side] = await Promise.all([tree, commit].map((one) => host.git.files(top, one, paths)));
  return isDeepStrictEqual(now, side);
}

function messageOf({ base, integration, paths }: BaseDilemma, side: Side, by: string): string {
  const taken = side === 'base' ? base : integration;
  const title = `Merge ${oneLine(base)} into the integration branch, ${oneLine(taken)}'s side in ${paths.length} in conflict`;
  return `${title}\n\nXpar-Took: ${side}\nXpar-By: ${oneLine(by)}\n`;
}

function redProblem(red: SuiteRed, { base, integration }: BaseDilemma, { side, command }: BaseWord): Problem {
  if (red.kind === 'interrupted') return { reason: 'not-confirmed', what: command };
  if (red.kind === 'setup') return red.problem;
  const { gate, log } = red.problem;
  return { reason: 'base-side-red', base, integration, side, gate, tail: tailOf(red.problem), log };
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
