import path from 'node:path';
import { expect, test } from 'vitest';
import type { Event } from '../../src/model/event.ts';
import type { StagedSession } from '../rig/agent-stage.ts';
import type { Play } from '../rig/plays.ts';
import { workshopForEach } from '../rig/workshop-for-each.ts';

const workshop = workshopForEach();

interface Card {
  readonly id: string;
  readonly type?: string;
  readonly files: readonly string[];
  readonly dependsOn?: readonly string[];
}

/** Adds these stories to the repository, each of which is done by writing the first of its files. */
function backlog(cards: readonly Card[], config: object): void {
  const model = workshop.read('stories/double.md');
  for (const { id, type, files, dependsOn = [] } of cards)
    workshop.write(
      `stories/${id}.md`,
      model
        .replace('Double a number', `Story ${id}`)
        .replace(/^files: .*$/m, `files: [${files.join(', ')}]${type === undefined ? '' : `\ntype: ${type}`}`)
        .replace('depends_on: []', `depends_on: [${dependsOn.join(', ')}]`),
    );
  workshop.configure({ parallel: { jobs: 4, stagger: '0s' }, ...config });
  workshop.commit('A backlog');
}

/** What it writes is who it is. */
function work({ files }: Card): Play {
  return async (session) => {
    const file = path.join(session.cwd, files[0]!);
    await session.act({
      do: 'run',
      argv: ['sh', '-c', 'mkdir -p "${1%/*}" && printf %s "$XPAR_STORY, by $AGENT" > "$1"', 'sh', file],
    });
  };
}

async function finish(session: StagedSession, card: Card): Promise<void> {
  await work(card)(session);
  await session.exit(0);
}

const stepsOf = (events: readonly Event[], t: 'started' | 'ended'): readonly string[] =>
  events.flatMap((event) => (event.t === t && event.step === 'implement' ? [event.story] : []));

/** How many were in session at once, at most. */
function mostAtOnce(events: readonly Event[]): number {
  let [now, most] = [0, 0];
  for (const event of events)
    if ((event.t === 'started' || event.t === 'ended') && event.step === 'implement') {
      now += event.t === 'started' ? 1 : -1;
      most = Math.max(most, now);
    }
  return most;
}

const SHOP: readonly Card[] = [
  { id: 'users-table', type: 'database', files: ['db/users.sql'] },
  { id: 'login-endpoint', type: 'api', files: ['app/api/login.mjs', 'app/api/routes.mjs'] },
  { id: 'login-button', type: 'frontend', files: ['app/web/login.mjs'], dependsOn: ['login-endpoint'] },
  { id: 'logout-endpoint', type: 'api', files: ['app/api/logout.mjs', 'app/api/routes.mjs'] },
  { id: 'pipeline', type: 'devops', files: ['ci/pipeline.yml'] },
];

test('of five stories three are at once, each by the agent of its type; the one on the same files is deferred, and the one that needs another waits for it', async () => {
  const { agents } = JSON.parse(workshop.read('xpar.config.json')) as { agents: { default: { command: readonly string[] } } };
  const byType = Object.fromEntries(
    ['database', 'api', 'frontend', 'devops'].map((type) => [
      type,
      { ...agents.default, command: ['env', `AGENT=${type}`, ...agents.default.command] },
    ]),
  );
  backlog(SHOP, { agents: { ...agents, ...byType } });
  const build = workshop.start(['build', '--json', ...SHOP.map(({ id }) => id)]);
  const first = ['users-table', 'login-endpoint', 'pipeline'];
  // All three are in session before any of them may end.
  const sessions = await Promise.all(first.map((id) => workshop.stage.session(id)));
  await build.event((event) => event.t === 'waiting' && event.story === 'logout-endpoint' && event.on === 'login-endpoint');
  workshop.plays(Object.fromEntries(SHOP.slice(2, 4).map((card) => [card.id, work(card)])));
  await Promise.all(
    sessions.map((session, at) =>
      finish(
        session,
        SHOP.find(({ id }) => id === first[at])!,
      ),
    ),
  );
  const { code, events } = await build.ended;
  expect(code).toBe(0);
  for (const { id, type, files } of SHOP) expect(workshop.git('show', `xpar/integration:${files[0]!}`)).toBe(`${id}, by ${type}`);
  const started = stepsOf(events, 'started');
  expect(started.slice(0, 3).sort()).toEqual([...first].sort());
  expect(started.slice(3).sort()).toEqual(['login-button', 'logout-endpoint']);
  const landed = events.flatMap((event) => (event.t === 'integrated' ? [event.story] : []));
  expect(landed.indexOf('login-button')).toBeGreaterThan(landed.indexOf('login-endpoint'));
  expect(landed.indexOf('logout-endpoint')).toBeGreaterThan(landed.indexOf('login-endpoint'));
  expect(landed).toHaveLength(5);
  const { flow } = (await workshop.xpar('report', '--json')).json<{ flow: { runs: readonly object[] } }>();
  expect(flow.runs).toMatchObject([{ sessions: 5, integrated: 5, sideBySide: 3 }]);
});

test('four that share nothing are in session all at once; where all share one file they go one after the other, with the one they wait for told', async () => {
  const apart = ['north', 'east', 'south', 'west'].map((id): Card => ({ id, files: [`src/${id}.mjs`] }));
  backlog(apart, {});
  const four = workshop.start(['build', '--json', ...apart.map(({ id }) => id)]);
  const sessions = await Promise.all(apart.map(({ id }) => workshop.stage.session(id)));
  await Promise.all(sessions.map((session, at) => finish(session, apart[at]!)));
  expect(mostAtOnce((await four.ended).events)).toBe(4);

  const shared = ['red', 'green', 'blue'].map((id): Card => ({ id, files: [`src/${id}.mjs`, 'src/palette.mjs'] }));
  backlog(shared, {});
  workshop.plays(Object.fromEntries(shared.map((card) => [card.id, work(card)])));
  const { code, events } = await workshop.start(['build', '--json', ...shared.map(({ id }) => id)]).ended;
  expect(code).toBe(0);
  expect(mostAtOnce(events)).toBe(1);
  expect(stepsOf(events, 'ended')).toHaveLength(3);
  expect(events.filter((event) => event.t === 'waiting' && event.for === 'files').length).toBeGreaterThan(0);
});
