import type { Problem } from '../model/problem.ts';
import { record, survey, type Survey } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { countText } from '../report/amounts.ts';
import { problemWords } from '../report/problem-text.ts';
import { refuse, type Context } from './context.ts';

/** `xpar land`: after a person's word, moves their branch forward to what is integrated. Nothing else ever touches it. */
export async function landVerb(context: Context, options: { yes?: boolean }): Promise<number> {
  const { host } = context;
  const seen = await survey(host);
  if (!seen.ok) return refuse(context, seen.problems);
  const { project } = seen.value;
  const { top } = project.repository;
  const tip = project.integration.tip;
  const obstacle = await obstacleTo(context, seen.value);
  if (obstacle?.reason === 'nothing-to-land') {
    host.terminal.out.write(`${problemWords(obstacle).what}\n`);
    return 0;
  }
  if (obstacle) return refuse(context, [obstacle]);
  const landed = await landings(context, project.base.commit, tip!);
  host.terminal.err.write(`${landed.map(({ story, commit }) => `  ${shown(story)}  ${commit.slice(0, 10)}`).join('\n')}\n`);
  const question = `Move ${shown(project.base.name)} forward by ${countText(landed.length, 'story', 'stories')}?`;
  if (options.yes !== true && !(await host.terminal.confirm(question)))
    return refuse(context, [{ reason: 'not-confirmed', what: 'xpar land' }], 3);
  const moved = await host.git.fastForward(top, tip!);
  if (!moved.ok) return refuse(context, [notForward(seen.value, moved.detail)], 1);
  const stories = landed.map(({ story }) => story);
  const kept = await record(host, project, { t: 'landed', at: host.clock.now(), from: project.base.commit, to: tip!, stories });
  if (!kept.ok) refuse(context, kept.problems);
  host.terminal.out.write(
    `${shown(project.base.name)} is at ${tip!.slice(0, 10)}: ${countText(landed.length, 'story', 'stories')} landed\n`,
  );
  return 0;
}

async function obstacleTo({ host }: Context, seen: Survey): Promise<Problem | undefined> {
  const { project } = seen;
  const { top } = project.repository;
  const { name, commit } = project.base;
  const { tip } = project.integration;
  if (tip === undefined || (await host.git.isAncestor(top, tip, commit))) return { reason: 'nothing-to-land', base: name };
  const on = await host.git.currentBranch(top);
  if (on !== name) return { reason: 'wrong-branch', base: name, on };
  const operation = await host.git.inProgress(top);
  if (operation !== undefined) return { reason: 'in-progress', operation };
  return (await host.git.isAncestor(top, commit, tip))
    ? undefined
    : notForward(seen, `${name} has commits that are not integrated; xpar build takes them in`);
}

function notForward({ project }: Survey, detail: string): Problem {
  return { reason: 'cannot-fast-forward', base: project.base.name, integration: project.config.integration, detail };
}

async function landings({ host }: Context, base: string, tip: string): Promise<{ story: string; commit: string }[]> {
  const { cwd } = host.machine;
  const before = new Set((await host.git.trailers(cwd, base)).map(({ commit }) => commit));
  return (await host.git.trailers(cwd, tip))
    .filter(({ commit }) => !before.has(commit))
    .map(({ commit, trailers }) => ({ story: trailers['Xpar-Story'] ?? '', commit }));
}
