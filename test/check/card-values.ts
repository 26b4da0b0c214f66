import type { CheckInput } from '../../src/check/check-input.ts';
import type { Adr, Reference, Story, TestLock } from '../../src/model/card.ts';

/** A ready story with nothing to complain of. */
export function story(id: string, given: Partial<Story> = {}): Story {
  const file = `stories/${id}.md`;
  return {
    id,
    file,
    title: id,
    status: 'ready',
    priority: 100,
    budget: { model: 'claude-sonnet-4-6' },
    adrs: [],
    context: [],
    files: ['lib/**'],
    dependsOn: [],
    subtasks: [],
    gates: [],
    allowProtected: [],
    body: '',
    acceptance: ['it works'],
    what: { title: id, body: '', acceptance: '' },
    digests: { title: '', body: '', acceptance: '' },
    criteria: given.acceptance?.length ?? 1,
    digest: id,
    places: { '': { file, line: 1, column: 1 } },
    ...given,
  };
}

/** An accepted ADR with nothing to complain of, once two stories have it in scope. */
export function adr(id: string, given: Partial<Adr> = {}): Adr {
  const file = `adr/${id}.md`;
  return {
    id,
    shownId: id,
    file,
    title: id,
    status: 'accepted',
    predecessors: [],
    lockedInBy: [lock('test/a.test.mjs')],
    text: '',
    contract: '',
    contractDigest: '',
    has: { decision: true, contract: true, doesNotDecide: true },
    references: [],
    digest: id,
    places: { '': { file, line: 1, column: 1 } },
    ...given,
  };
}

export function lock(file: string, ...titles: readonly string[]): TestLock {
  return { file, titles, place: { file: 'adr/ADR-1.md', line: 8, column: 5 } };
}

export function reference(kind: Reference['kind'], id: string): Reference {
  return { id, kind, place: { file: 'adr/ADR-1.md', line: 20, column: 3 } };
}

/** Everything the rules look at; what a test is not about is empty or there. */
export function input(given: Partial<CheckInput>): CheckInput {
  return {
    stories: [],
    adrs: [],
    unreadable: [],
    gateNames: ['test'],
    agentNames: ['default', 'api'],
    models: ['claude-sonnet-4-6', 'claude-opus-4-7', 'gpt-5'],
    floors: new Map(),
    weights: new Map(),
    tests: new Map([['test/a.test.mjs', '']]),
    roleNames: [],
    overlap: (a, b) => a.some((one) => b.includes(one)),
    covers: (globs, path) => globs.includes(path),
    integrated: new Set(),
    ...given,
  };
}
