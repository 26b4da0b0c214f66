import { evidenceOf, openPullRequests, requestBranch, type PullRequest, type Survey } from '../pipeline.ts';
import { pullRequestText } from '../report/pull-request-text.ts';
import { shown } from '../model/shown.ts';
import type { LandOptions, Order } from './land-options.ts';
import { refuse, type Context } from './context.ts';

type Stop = Order['stops'][number];

/** `xpar land --pr`: what may land as a pull request, or with `--each` one for each story, each on the one before. */
export async function landAsRequests(
  context: Context,
  seen: Survey,
  { order, options }: { readonly order: Order; readonly options: LandOptions },
): Promise<number> {
  const { host, command } = context;
  const { remote = 'origin' } = options;
  // What git is told as a remote must be a name, never an option or a program.
  if (!/^[A-Za-z0-9][\w./-]*$/.test(remote) || remote.includes('..'))
    return refuse(context, [{ reason: 'bad-argument', name: '--remote', found: remote, expected: 'the name of a remote' }]);
  const { name } = seen.project.base;
  const all: Stop = { commit: order.to!, stories: order.stops.flatMap(({ stories }) => stories) };
  const stops = options.each === true ? order.stops : [all];
  const requests: PullRequest[] = [];
  for (const stop of stops) {
    const branch = requestBranch(options.each === true ? stop.stories.at(-1)!.story : name);
    const { title, body } = await textOf(context, seen, stop);
    requests.push({ branch, base: requests.at(-1)?.branch ?? name, commit: stop.commit, title, body });
  }
  const opened = await openPullRequests(host, seen.project, { remote, requests, command });
  if (!opened.ok) return refuse(context, opened.problems, 1);
  host.terminal.out.write(opened.value.map((url) => `${shown(url)}\n`).join(''));
  return 0;
}

async function textOf({ host }: Context, seen: Survey, { stories }: Stop): Promise<ReturnType<typeof pullRequestText>> {
  const evidence = await evidenceOf(
    host,
    seen,
    stories.map(({ story }) => story),
  );
  const { top } = seen.project.repository;
  const messages = await Promise.all(stories.map(({ commit }) => host.git.messageOf(top, commit)));
  const trailers = stories.map(({ story }, at): [string, readonly string[]] => [story, trailersIn(messages[at]!)]);
  return pullRequestText(evidence, new Map(trailers));
}

function trailersIn(message: string): readonly string[] {
  return message.split('\n').filter((line) => /^Xpar-[A-Za-z-]+: /.test(line));
}
