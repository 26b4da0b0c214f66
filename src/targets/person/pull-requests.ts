import type { Host } from '../../host/host.ts';
import type { Problem } from '../../model/problem.ts';
import { environmentFor, QUIET_GIT } from '../../run/environment.ts';
import { asPerson } from '../project/as-person.ts';
import type { Project } from '../project/project.ts';
import { otherLanding, readAgain } from '../project/read-again.ts';
import type { Got } from '../project/read-project.ts';

export interface PullRequest {
  /** Where it comes from and goes to, both at the remote. */
  readonly branch: string;
  readonly base: string;
  readonly commit: string;
  readonly title: string;
  readonly body: string;
}

/** Where pull requests come from at the remote: never a lane's name, and never the integration branch. */
export function requestBranch(name: string): string {
  return `xpar-land/${name}`;
}

/** What gh signs in with, and where it looks; beside what every program may see. */
const GH_ENV = [
  'GH_TOKEN',
  'GITHUB_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'GITHUB_ENTERPRISE_TOKEN',
  'GH_HOST',
  'GH_REPO',
  'GH_CONFIG_DIR',
  'XDG_CONFIG_HOME',
  'DBUS_SESSION_BUS_ADDRESS',
];

/** Pushes each branch, forward only, and opens its pull request, or brings the open one up to date; in order, and stops at the first that fails. Gives where they are. */
export async function openPullRequests(
  host: Host,
  project: Project,
  asked: { readonly remote: string; readonly requests: readonly PullRequest[]; readonly command: string },
): Promise<Got<readonly string[]>> {
  const { remote, requests, command } = asked;
  const { top } = project.repository;
  return asPerson(host, project, command, async () => {
    const now = await readAgain(host);
    const changed = now.ok ? await otherLanding(host, project, now.value) : now.problems[0];
    if (changed) return no(changed);
    const urls: string[] = [];
    for (const request of requests) {
      const { branch, commit } = request;
      const pushed = await host.git.push(top, { remote, commit, branch });
      if (!pushed.ok) return no({ reason: 'push-refused', remote, branch, detail: pushed.detail });
      const opened = await open(host, top, request);
      if (!opened.ok) return opened;
      urls.push(opened.value);
    }
    return { ok: true, value: urls };
  });
}

/** Title and text are arguments of their own, tied to their option: nothing of them can be another. */
async function open(host: Host, top: string, { branch, base, title, body }: PullRequest): Promise<Got<string>> {
  const words = [`--base=${base}`, `--title=${title}`, `--body=${body}`];
  const first = await gh(host, top, ['pr', 'create', `--head=${branch}`, ...words]);
  const isThere = first.code !== 0 && /already exists/.test(first.tail);
  const { code, missing, tail } = isThere ? await gh(host, top, ['pr', 'edit', branch, ...words]) : first;
  if (code === 0) return { ok: true, value: urlIn(tail) ?? branch };
  return no({ reason: 'pull-request-failed', branch, missing, detail: tail.trim() });
}

function gh(host: Host, cwd: string, args: readonly string[]): ReturnType<Host['commands']['run']> {
  const env = { ...environmentFor(host.machine.env, GH_ENV, QUIET_GIT), GH_PROMPT_DISABLED: '1', NO_COLOR: '1' };
  return host.commands.run({ argv: ['gh', ...args], cwd, env, timeoutMs: 120_000 });
}

function urlIn(output: string): string | undefined {
  return /https?:\/\/\S+/.exec(output)?.[0];
}

function no(problem: Problem): { readonly ok: false; readonly problems: readonly Problem[] } {
  return { ok: false, problems: [problem] };
}
