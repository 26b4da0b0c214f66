import type { Problem } from '../model/problem.ts';
import { land, landingOrder, survey, type Survey } from '../pipeline.ts';
import { shown } from '../model/shown.ts';
import { countText } from '../report/amounts.ts';
import { problemWords } from '../report/problem-text.ts';
import { refuse, type Context } from './context.ts';
import type { LandOptions, Order } from './land-options.ts';

/**
 * `xpar land`: after a person's word, moves their branch forward to what is integrated, in that order and as far as it is
 * accepted. Nothing else ever touches it.
 */
export async function landVerb(context: Context, options: LandOptions): Promise<number> {
  const { host } = context;
  const wrong = wrongOptions(options);
  if (wrong) return refuse(context, [wrong]);
  const seen = await survey(host);
  if (!seen.ok) return refuse(context, seen.problems);
  const { project } = seen.value;
  const order = await landingOrder(host, project);
  const obstacle = await obstacleTo(context, seen.value, { order, checkout: options.pr !== true });
  if (obstacle?.reason === 'nothing-to-land') {
    host.terminal.out.write(`${problemWords(obstacle).what}\n`);
    return 0;
  }
  if (obstacle) return refuse(context, [obstacle], obstacle.reason === 'not-accepted' ? 3 : 2);
  if (!(await isMeant(context, project, { order, options })))
    return refuse(context, [{ reason: 'not-confirmed', what: 'xpar land' }], 3);
  const exit = await (options.pr === true ? requested : moved)(context, seen.value, { order, options });
  // What lies behind the first that nobody accepted is told by its name, also where the rest has landed.
  return exit === 0 && order.waiting.length > 0 ? refuse(context, [notAccepted(order)], 3) : exit;
}

interface Asked {
  readonly order: Order;
  readonly options: LandOptions;
}

function wrongOptions({ merge, pr, each }: LandOptions): Problem | undefined {
  if (each === true && pr !== true)
    return {
      reason: 'bad-argument',
      name: '--each',
      found: 'without --pr',
      expected: 'to be with --pr: one pull request a story',
    };
  if (merge === true && pr === true)
    return {
      reason: 'bad-argument',
      name: '--merge',
      found: 'with --pr',
      expected: 'one of both: how a pull request is merged is said there',
    };
  return undefined;
}

/** Tells what would land, and asks where the config does not say that nobody is to be asked. */
async function isMeant({ host }: Context, { base, config }: Survey['project'], { order, options }: Asked): Promise<boolean> {
  const landed = order.stops.flatMap((stop) => stop.stories);
  host.terminal.err.write(landed.map(({ story, commit }) => `  ${shown(story)}  ${commit.slice(0, 10)}\n`).join(''));
  if (options.yes === true || config.acceptance === 'auto') return true;
  const [stories, name] = [countText(landed.length, 'story', 'stories'), shown(base.name)];
  return host.terminal.confirm(
    options.pr === true ? `Open pull requests for ${stories} to ${name}?` : `Move ${name} forward by ${stories}?`,
  );
}

async function requested(context: Context, seen: Survey, asked: Asked): Promise<number> {
  const { landAsRequests } = await import('./land-requests.ts');
  return landAsRequests(context, seen, asked);
}

async function moved(context: Context, seen: Survey, { order, options }: Asked): Promise<number> {
  const { host } = context;
  const { project } = seen;
  const stories = order.stops.flatMap((stop) => stop.stories.map(({ story }) => story));
  const word = { to: order.to!, stories, merge: options.merge === true, command: context.command };
  const done = await land(host, project, word);
  if (!done.ok) return refuse(context, done.problems);
  const { commit, moved: went } = done.value;
  if (!went.ok) return refuse(context, [refusedByGit(seen, went.detail)], 1);
  host.terminal.out.write(
    `${shown(project.base.name)} is at ${commit.slice(0, 10)}: ${countText(stories.length, 'story', 'stories')} landed\n`,
  );
  return 0;
}

async function obstacleTo(
  { host }: Context,
  seen: Survey,
  { order, checkout }: { readonly order: Order; readonly checkout: boolean },
): Promise<Problem | undefined> {
  const { project } = seen;
  const { top } = project.repository;
  const { name, commit } = project.base;
  const { tip } = project.integration;
  if (tip === undefined || (await host.git.isAncestor(top, tip, commit))) return { reason: 'nothing-to-land', base: name };
  if (order.to === undefined) return notAccepted(order);
  if (!checkout) return order.stops.length === 0 ? { reason: 'nothing-to-land', base: name } : undefined;
  // Said before where they stand: in the middle of a rebase that is nowhere.
  const operation = await host.git.inProgress(top);
  if (operation !== undefined) return { reason: 'in-progress', operation };
  const on = await host.git.currentBranch(top);
  if (on !== name) return { reason: 'wrong-branch', base: name, on };
  return (await host.git.isAncestor(top, commit, order.to))
    ? undefined
    : notForward(seen, { because: 'diverged', detail: `${name} has commits that are not integrated` });
}

function notAccepted({ waiting }: Order): Problem {
  return { reason: 'not-accepted', story: waiting[0]!, count: waiting.length };
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
