import type { Problem } from '../../model/problem.ts';
import { storyState } from '../../record/fold.ts';
import { digestOf } from '../../stale/fingerprint.ts';
import type { Build } from '../run/build.ts';

/** By folder of lanes, so that two repositories in one process do not see each other's. */
const given = new Map<string, Map<string, number>>();

/**
 * A port of 127.0.0.1 for what a lane's commands and agent serve: the same for the lane's whole life where nobody else took
 * it meanwhile, nobody listens on it now, and no other open lane has it.
 */
export async function lanePort(build: Build, story: string): Promise<number | Problem> {
  const { project, host } = build;
  const { lanes } = project.store.layout;
  const mine = given.get(lanes) ?? given.set(lanes, new Map()).get(lanes)!;
  const [first, last] = project.config.worktree.ports;
  const before = mine.get(story) ?? portOf(build, story);
  if (before !== undefined && before >= first && before <= last && !held(build, story).has(before)) {
    mine.set(story, before);
    if (await host.web.isFree(before)) return before;
  }
  for (const port of inTurn(`${lanes} ${story}`, first, last)) {
    if (held(build, story).has(port)) continue;
    // Taken before it is looked at: two lanes may be looking at the same time.
    mine.set(story, port);
    if (await host.web.isFree(port)) return port;
  }
  mine.delete(story);
  return { reason: 'no-port', story, first, last };
}

/** What programs of a lane find in their environment. */
export function portEnv(port: number | undefined): Readonly<Record<string, string>> {
  return port === undefined ? {} : { XPAR_PORT: String(port) };
}

function portOf({ project }: Build, story: string): number | undefined {
  return storyState(project.store.state, story).steps.worktree?.output.port;
}

/** Ports of the other lanes: of this run, and of those that earlier runs left open. */
function held(build: Build, story: string): ReadonlySet<number> {
  const mine = given.get(build.project.store.layout.lanes)!;
  const others = [...build.project.laneTips.keys()].filter((one) => one !== story && !mine.has(one));
  const ports = [...mine].flatMap(([one, port]) => (one === story ? [] : [port]));
  return new Set([...ports, ...others.flatMap((one) => portOf(build, one) ?? [])]);
}

/** Every port of the range, once, from a place that the name decides. */
function* inTurn(name: string, first: number, last: number): Generator<number> {
  const count = last - first + 1;
  const start = Number.parseInt(digestOf(name).slice(0, 8), 16);
  for (let at = 0; at < count; at++) yield first + ((start + at) % count);
}
