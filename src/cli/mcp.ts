import { serveMcp } from '../pipeline.ts';
import { refuse, type Context } from './context.ts';

/** `xpar mcp --lane <outbox>`: started by agents, not by people. */
export async function mcpVerb(context: Context, { lane }: { lane: string }): Promise<number> {
  const problem = await serveMcp(context.host, lane);
  return problem === undefined ? 0 : refuse(context, [problem]);
}
