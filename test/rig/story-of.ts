import type { Adr, Story } from '../../src/model/card.ts';
import { digestOf } from '../../src/stale/fingerprint.ts';

/** A ready story with nothing special about it; say only what the test is about. */
export function storyOf(more: Partial<Story> = {}): Story {
  const id = more.id ?? 'weigh-parcel';
  const what = more.what ?? { title: '', body: '', acceptance: '' };
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
    what,
    digests: { title: digestOf(what.title), body: digestOf(what.body), acceptance: digestOf(what.acceptance) },
    criteria: more.acceptance?.length ?? 0,
    digest: '',
    places: {},
    ...more,
  };
}

/** An accepted ADR; its contract is its text unless the test says otherwise. */
export function adrOf(more: Partial<Adr> = {}): Adr {
  const id = more.id ?? 'ADR-3';
  const contract = more.contract ?? more.text ?? '# ADR-3\n';
  return {
    id,
    shownId: id,
    file: `adr/${id}.md`,
    title: 'Weights are whole grams',
    status: 'accepted',
    predecessors: [],
    lockedInBy: [],
    text: '# ADR-3\n',
    contract,
    contractDigest: digestOf(contract),
    has: { decision: true, contract: true, doesNotDecide: true },
    references: [],
    digest: '',
    places: {},
    ...more,
  };
}
