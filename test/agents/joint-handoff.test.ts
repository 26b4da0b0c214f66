import { expect, test } from 'vitest';
import type { Handoff } from '../../src/agents/handoff.ts';
import { jointHandoff } from '../../src/agents/joint-handoff.ts';
import { storyOf } from '../rig/story-of.ts';

function left(more: Partial<Handoff>): Handoff {
  return {
    schemaVersion: 1,
    story: 'beads',
    objective: 'Beads',
    checkpoint: { completed: ['implement'], pending: [], blockers: [], nextCommand: '' },
    files: [],
    acceptance: [],
    architecture: { adrs: [] },
    commands: [],
    results: [],
    risks: [],
    differences: [],
    next: 'the gate',
    ...more,
  };
}

test("the handoffs of parts are the story's one: what each said by its name, the files of the commit, a source seen by any", () => {
  const docs = (seen: boolean) => [{ source: 'docs/api.md', seen }];
  const joint = jointHandoff(
    storyOf({ id: 'beads', acceptance: ['it counts'] }),
    ['src/two', 'src/one'],
    [
      { subtask: 'one', handoff: left({ commands: ['npm test'], risks: ['guessed'], report: 'Done.', docs: docs(true) }) },
      { subtask: 'two', handoff: left({ differences: ['src/x is not there'], docs: docs(false) }) },
    ],
  );
  expect(joint).toMatchObject({
    story: 'beads',
    files: ['src/one', 'src/two'],
    acceptance: [{ criterion: 'it counts', state: 'claimed' }],
    commands: ['npm test'],
    risks: ['one: guessed'],
    differences: ['two: src/x is not there'],
    report: 'one:\nDone.',
    docs: docs(true),
    next: 'the gate',
  });
});
