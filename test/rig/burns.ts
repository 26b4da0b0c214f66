import path from 'node:path';
import type { StagedSession } from './agent-stage.ts';
import { spend } from './spends.ts';
import type { Workshop } from './workshop.ts';
import type { Going, Ran } from './xpar-cli.ts';

/** What `-n --json` says of burn. */
export interface Burn {
  readonly burn: {
    readonly budgets: readonly { readonly scope: string; readonly name: string; readonly unit: string; readonly limit: number }[];
    readonly sessions: readonly {
      readonly story: string;
      readonly role?: string;
      readonly reserved: { readonly tokens: number; readonly usd: number };
    }[];
  };
  readonly held: readonly { readonly story: string; readonly reason: object }[];
}

/** What would be reserved for a story's session: its burn at the ceiling. */
export async function reserved(workshop: Workshop, story: string): Promise<{ readonly tokens: number; readonly usd: number }> {
  const { burn } = (await workshop.xpar('-n', '--json')).json<Burn>();
  return burn.sessions.find((one) => one.story === story)!.reserved;
}

/** Who was made to hand back, and why. */
export function parked(ran: Ran): object[] {
  return ran.told('parked').map(({ story, why }) => ({ story, ...why }));
}

/** The session of `add` writes half of its work, spends so many tokens, and waits for its end. */
export async function halfDone(
  workshop: Workshop,
  build: Going,
  { tokens, more = {} }: { readonly tokens: number; readonly more?: object },
): Promise<StagedSession> {
  const session = await workshop.stage.session('add');
  await session.act({ do: 'write', path: path.join(session.cwd, 'src/add.mjs'), text: 'half a thought\n' });
  await spend(session, 'm1', tokens, more);
  await build.event((event) => event.t === 'spend' && event.spend.input >= tokens);
  return session;
}
