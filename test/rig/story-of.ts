import type { Adr, Story } from '../../src/model/card.ts';

/** A ready story with nothing special about it; say only what the test is about. */
export function storyOf(more: Partial<Story> = {}): Story {
  const id = more.id ?? 'weigh-parcel';
  return {
    id,
    file: `stories/${id}.md`,
    title: 'Weigh a parcel',
    status: 'ready',
    priority: 100,
    adrs: [],
    context: [],
    files: [],
    dependsOn: [],
    subtasks: [],
    gates: [],
    allowProtected: [],
    body: '# Weigh a parcel\n',
    acceptance: [],
    what: { title: '', body: '', acceptance: '' },
    digest: '',
    places: {},
    ...more,
  };
}

/** An accepted ADR; its contract is its text unless the test says otherwise. */
export function adrOf(more: Partial<Adr> = {}): Adr {
  const id = more.id ?? 'ADR-3';
  return {
    id,
    shownId: id,
    file: `adr/${id}.md`,
    title: 'Weights are whole grams',
    status: 'accepted',
    predecessors: [],
    lockedInBy: [],
    text: '# ADR-3\n',
    contract: more.text ?? '# ADR-3\n',
    has: { decision: true, contract: true, doesNotDecide: true },
    references: [],
    digest: '',
    places: {},
    ...more,
  };
}
