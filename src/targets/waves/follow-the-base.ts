import type { Host } from '../../host/host.ts';
import { followBase } from '../../integrate/follow-base.ts';
import type { Problem } from '../../model/problem.ts';
import { covers } from '../../plan/scope.ts';
import type { Build } from '../run/build.ts';
import { graded } from '../choose/check-project.ts';
import type { Project } from '../project/project.ts';
import { during, SUITE } from '../guard/guard.ts';
import { baseRed, suiteOf, type SuiteRed } from '../gates/suite.ts';

/** Has the base branch commits that the integration branch lacks? */
export async function baseIsAhead(host: Host, project: Project): Promise<boolean> {
  const { tip } = project.integration;
  return (
    tip !== undefined &&
    tip !== project.base.commit &&
    !(await host.git.isAncestor(project.repository.top, project.base.commit, tip))
  );
}

/** Where the integration branch stands after the base was brought in; `stuck`: a conflict or a red suite, for a person to see to. */
export type BroughtIn = 'level' | 'moved' | 'stuck';

/** Brings the base into the integration branch, creating that where there is none. */
export async function bringBaseIn(build: Build): Promise<BroughtIn> {
  const { host, project, tell } = build;
  const { base, integration, config } = project;
  await goOnFromRemote(build);
  const inert = [
    `${config.stories}/**`,
    `${config.adrs}/**`,
    'xpar.config.*',
    ...(config.report.shared === undefined ? [] : [`${config.report.shared}/**`]),
  ];
  const at = {
    ref: integration.ref,
    base: base.commit,
    baseName: base.name,
    tip: integration.tip,
    inert: (path: string) => covers(inert, path),
  };
  const outcome = await followBase(host.merger(project.repository.top), at, lookedAfterSuite(build));
  switch (outcome.end) {
    case 'level':
      return 'level';
    case 'overtaken':
      return 'moved';
    case 'conflict':
      tell({
        t: 'problem',
        finding: graded({ reason: 'base-conflict', base: base.name, integration: config.integration, paths: outcome.paths }),
      });
      return 'stuck';
    case 'red': {
      const problem = stuck(outcome.red);
      if (problem) tell({ t: 'problem', finding: graded(problem) });
      return 'stuck';
    }
    case 'created':
    case 'forwarded':
    case 'merged':
      if (outcome.end !== 'created') tell({ t: 'base-merged', base: base.name, commit: outcome.tip, gated: outcome.gated });
      return 'moved';
  }
}

/** Its tests are code that others wrote. What they change of git is put back and told, and the verdict stands. */
function lookedAfterSuite(build: Build): ReturnType<typeof suiteOf> {
  const suite = suiteOf(build);
  return async (commit, tree) => (await during(build, SUITE, () => suite(commit, tree))).value;
}

/** Where a remote's integration branch is ahead, ours goes on from there before anything is added to it. */
async function goOnFromRemote({ host, project }: Build): Promise<void> {
  const { ref, local, tip } = project.integration;
  if (tip !== undefined && tip !== local) await host.merger(project.repository.top).updateRef(ref, tip, local);
}

function stuck(red: SuiteRed): Problem | undefined {
  if (red.kind === 'interrupted') return undefined;
  return red.kind === 'setup' ? red.problem : baseRed(red.problem);
}
