import { GOOD } from './abacus.ts';
import type { StagedSession } from './agent-stage.ts';
import type { Workshop } from './workshop.ts';
import type { Ran } from './xpar-cli.ts';

/** What an agent does in a shell of its session. */
export async function sh(session: StagedSession, script: string): Promise<void> {
  await session.act({ do: 'run', argv: ['sh', '-ec', script] });
}

/** A build of `add`, done well but for what its agent does beside it. */
export async function addedWith(workshop: Pick<Workshop, 'start' | 'stage'>, deed: string): Promise<Ran> {
  const build = workshop.start(['build', 'add', '--json']);
  const session = await workshop.stage.session('add');
  await GOOD.add(session);
  await sh(session, deed);
  await session.exit(0);
  return build.ended;
}
