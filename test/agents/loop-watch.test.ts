import { expect, test } from 'vitest';
import { loopWatch } from '../../src/agents/loop-watch.ts';
import type { AgentEvent, Loop } from '../../src/model/agent.ts';

type ToolEvent = Extract<AgentEvent, { t: 'tool' }>;

const tool = (more: Partial<ToolEvent>): ToolEvent => ({ t: 'tool', id: 'x', kind: 'execute', paths: [], ...more });
const fails = (command: string): AgentEvent => tool({ command, ok: false });
const edits = (ok = true): AgentEvent => tool({ kind: 'edit', paths: ['a'], ok });
const looks: AgentEvent = tool({ kind: 'read', paths: ['a'], ok: true });
const denied = (name: string): AgentEvent => ({ t: 'denied', tool: name, reason: 'not granted' });

function loopsIn(...events: readonly AgentEvent[]): readonly Loop[] {
  const watch = loopWatch({ contextTokens: 1, wallMs: 1, idleMs: 1, failures: 3, denials: 2 });
  return events.flatMap((event) => watch(event) ?? []);
}

test('the same command that fails three times in a row is a loop, whatever was read in between', () => {
  expect(loopsIn(fails('npm test'), looks, fails('npm test'), tool({ command: 'npm test' }), fails('npm test'))).toEqual([
    { how: 'failing', action: 'npm test', times: 3 },
  ]);
});

test('an edit in between is another try, and so is another command that goes through', () => {
  expect(loopsIn(fails('t'), fails('t'), edits(), fails('t'), fails('t'))).toEqual([]);
  expect(loopsIn(fails('t'), fails('t'), tool({ command: 'npm ci', ok: true }), fails('t'))).toEqual([]);
});

test('different failures are no loop; the same edit that fails is one', () => {
  expect(loopsIn(fails('a'), fails('b'), fails('a'), fails('b'))).toEqual([]);
  expect(loopsIn(edits(false), edits(false), edits(false))).toEqual([{ how: 'failing', action: 'edit a', times: 3 }]);
});

test('a tool that is refused again and again is a loop of its own; the refused call is not a failure too', () => {
  const refused = tool({ command: 'rm', ok: false, refused: true });
  expect(loopsIn(denied('Bash'), refused, denied('Bash'), refused)).toEqual([{ how: 'denied', action: 'Bash', times: 2 }]);
  expect(loopsIn(denied('Bash'), denied('Edit'), edits(), denied('Edit'))).toEqual([]);
});

test('a limit of 0, or none, is never reached', () => {
  const watch = loopWatch({ contextTokens: 1, wallMs: 1, idleMs: 1, failures: 0 });
  for (let time = 0; time < 100; time++) expect([watch(fails('a')), watch(denied('Bash'))]).toEqual([undefined, undefined]);
});
