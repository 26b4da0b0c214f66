import type { Problem } from '../model/problem.ts';
import { land, survey, type Survey } from '../pipeline.ts';
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
  const stories = landed.map(({ story }) => story);
  const moved = await land(host, project, { to: tip!, stories, command: context.command });
  if (!moved.ok) return refuse(context, moved.problems);
  if (!moved.value.ok) return refuse(context, [refusedByGit(seen.value, moved.value.detail)], 1);
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
    : notForward(seen, { because: 'diverged', detail: `${name} has commits that are not integrated` });
}

/** Where it is for files that would be overwritten, git lists them, a tab before each. */
function refusedByGit(seen: Survey, detail: string): Problem {
  const files = detail.split('\n').filter((line) => line.startsWith('\t'));
  return files.length > 0 && detail.includes('would be overwritten')
    ? notForward(seen, { because: 'changes', detail: files.map((file) => file.trim()).join(', ') })
    : notForward(seen, { because: 'git', detail });
}

function notForward({ project }: Survey, why: Pick<NotForward, 'because' | 'detail'>): Problem {
  return { reason: 'cannot-fast-forward', base: project.base.name, integration: project.config.integration, ...why };
}

type NotForward = Extract<Problem, { reason: 'cannot-fast-forward' }>;

async function landings({ host }: Context, base: string, tip: string): Promise<{ story: string; commit: string }[]> {
  const { cwd } = host.machine;
  const before = new Set((await host.git.trailers(cwd, base)).map(({ commit }) => commit));
  return (await host.git.trailers(cwd, tip))
    .filter(({ commit }) => !before.has(commit))
    .map(({ commit, trailers }) => ({ story: trailers['Xpar-Story'] ?? '', commit }));
}
