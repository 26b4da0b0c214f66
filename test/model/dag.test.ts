import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closure, criticalPath, invert, rings, topological, type Needs } from '../../src/model/dag.ts';

const id = fc.integer({ min: 0, max: 11 }).map((n) => `n${n}`);
const anyGraph: fc.Arbitrary<Needs> = fc
  .array(fc.tuple(id, fc.array(id, { maxLength: 4 })), { maxLength: 12 })
  .map((pairs) => new Map(pairs));
/** Edges only from higher to lower numbers: no rings. */
const ringless: fc.Arbitrary<Needs> = anyGraph.map(
  (needs) =>
    new Map([...needs].map(([node, needed]) => [node, needed.filter((one) => Number(one.slice(1)) < Number(node.slice(1)))])),
);

function nodesOf(needs: Needs): string[] {
  return [...new Set([...needs.keys(), ...[...needs.values()].flat()])].sort();
}

function chain(length: number): Needs {
  const name = (at: number): string => `n${String(at).padStart(6, '0')}`;
  return new Map(Array.from({ length }, (_, at) => [name(at), at === 0 ? [] : [name(at - 1)]]));
}

test('a ring is shown as the path that closes it, from its smallest member', () => {
  const needs = new Map([
    ['c', ['a']],
    ['a', ['b', 'x']],
    ['b', ['c']],
    ['x', []],
  ]);
  expect(rings(needs)).toEqual([['a', 'b', 'c', 'a']]);
});

test('a node that needs itself is a ring, a node named twice as a need is none', () => {
  expect(rings(new Map([['a', ['a']]]))).toEqual([['a', 'a']]);
  expect(rings(new Map([['a', ['b', 'b']]]))).toEqual([]);
});

test('two rings are both shown, in order, and what merely needs a ring is not', () => {
  const needs = new Map([
    ['z', ['y', 'a']],
    ['y', ['z']],
    ['b', ['a']],
    ['a', ['b']],
    ['user', ['a', 'z']],
  ]);
  expect(rings(needs)).toEqual([
    ['a', 'b', 'a'],
    ['y', 'z', 'y'],
  ]);
});

test('the path of a ring is a shortest one', () => {
  const needs = new Map([
    ['a', ['b', 'd']],
    ['b', ['c']],
    ['c', ['a']],
    ['d', ['a']],
  ]);
  expect(rings(needs)).toEqual([['a', 'd', 'a']]);
});

test('every ring shown is a walk along needs back to its start', () => {
  fc.assert(
    fc.property(anyGraph, (needs) => {
      for (const ring of rings(needs)) {
        expect(ring.length).toBeGreaterThan(1);
        expect(ring.at(-1)).toBe(ring[0]);
        expect([...ring].sort()[0]).toBe(ring[0]);
        for (const [at, node] of ring.slice(0, -1).entries()) expect(needs.get(node)).toContain(ring[at + 1]);
      }
    }),
  );
});

test('exactly the nodes that reach themselves stand on rings', () => {
  fc.assert(
    fc.property(anyGraph, (needs) => {
      const onRings = nodesOf(needs).filter((node) => closure(node, needs).has(node));
      const shown = rings(needs).map((ring) => ring[0]!);
      expect(shown.every((node) => onRings.includes(node))).toBe(true);
      // Each node on a ring shares its group with exactly one ring that is shown.
      for (const node of onRings) {
        const mates = shown.filter((other) => closure(other, needs).has(node) && closure(node, needs).has(other));
        expect(mates).toHaveLength(1);
      }
    }),
  );
});

test('the topological order holds every node once, whatever the graph', () => {
  fc.assert(
    fc.property(anyGraph, (needs) => {
      expect(topological(needs).toSorted()).toEqual(nodesOf(needs));
    }),
  );
});

test('in the topological order a node stands after all it needs, unless a ring is among them', () => {
  fc.assert(
    fc.property(anyGraph, (needs) => {
      const order = topological(needs);
      const stuck = (node: string): boolean =>
        closure(node, needs).has(node) || [...closure(node, needs)].some((one) => closure(one, needs).has(one));
      for (const [node, needed] of needs) {
        if (stuck(node)) continue;
        for (const one of needed) expect(order.indexOf(one)).toBeLessThan(order.indexOf(node));
      }
      const rest = order.filter(stuck);
      expect(order.slice(order.length - rest.length)).toEqual(rest.toSorted());
    }),
  );
});

test('the topological order does not depend on the order in which the graph was told', () => {
  fc.assert(
    fc.property(
      anyGraph.chain((needs) =>
        fc.tuple(fc.constant(needs), fc.shuffledSubarray([...needs], { minLength: needs.size, maxLength: needs.size })),
      ),
      ([needs, shuffled]) => {
        expect(topological(new Map(shuffled))).toEqual(topological(needs));
      },
    ),
  );
});

test('among those free at the same time the given comparison decides', () => {
  const needs = new Map([
    ['a', []],
    ['b', []],
    ['c', ['b']],
    ['d', []],
  ]);
  expect(topological(needs)).toEqual(['a', 'b', 'c', 'd']);
  expect(topological(needs, (x, y) => (x < y ? 1 : -1))).toEqual(['d', 'b', 'c', 'a']);
});

test('at every place of the order stands the first of all that were free', () => {
  fc.assert(
    fc.property(ringless, (needs) => {
      const backwards = (x: string, y: string): number => (x < y ? 1 : x > y ? -1 : 0);
      const done = new Set<string>();
      for (const node of topological(needs, backwards)) {
        const free = nodesOf(needs).filter((one) => !done.has(one) && (needs.get(one) ?? []).every((need) => done.has(need)));
        expect(node).toBe(free.toSorted(backwards)[0]);
        done.add(node);
      }
    }),
  );
});

test('the closure is what can be reached, without its start unless on a ring', () => {
  const needs = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['b']],
  ]);
  expect([...closure('a', needs)].sort()).toEqual(['b', 'c', 'd']);
  expect(closure('b', needs).has('b')).toBe(true);
  expect(closure('nobody', needs).size).toBe(0);
});

test('turning the graph round twice keeps its edges', () => {
  fc.assert(
    fc.property(anyGraph, (needs) => {
      const edges = (graph: Needs): string[] =>
        [...graph].flatMap(([node, needed]) => [...new Set(needed)].map((one) => `${node}>${one}`)).sort();
      expect(edges(invert(invert(needs)))).toEqual(edges(needs));
    }),
  );
});

test('the critical path is the heaviest chain that ends at a node', () => {
  const needs = new Map([
    ['ship', ['build', 'write']],
    ['build', ['plan']],
    ['write', []],
  ]);
  const cost = new Map([
    ['plan', 2],
    ['build', 3],
    ['write', 6],
    ['ship', 1],
  ]);
  expect(criticalPath(needs, (node) => cost.get(node)!)).toEqual(
    new Map([
      ['plan', 2],
      ['write', 6],
      ['build', 5],
      ['ship', 7],
    ]),
  );
});

test('a node is on a critical path as heavy as its own cost and the heaviest of its needs', () => {
  fc.assert(
    fc.property(ringless, (needs) => {
      const cost = (node: string): number => Number(node.slice(1)) % 5;
      const path = criticalPath(needs, cost);
      for (const node of nodesOf(needs))
        expect(path.get(node)).toBe(cost(node) + Math.max(0, ...(needs.get(node) ?? []).map((need) => path.get(need)!)));
    }),
  );
});

test('a chain of 10,000 neither overflows the stack nor loses a node', () => {
  const needs = chain(10_000);
  expect(rings(needs)).toEqual([]);
  expect(topological(needs)).toEqual([...needs.keys()]);
  expect(criticalPath(needs, () => 1).get('n009999')).toBe(10_000);
  const closed = new Map(needs).set('n000000', ['n009999']);
  expect(rings(closed).map((ring) => ring.length)).toEqual([10_001]);
});

test('10,000 nodes that need one are as good as a chain', () => {
  const needs: Needs = new Map(Array.from({ length: 10_000 }, (_, at) => [`n${at}`, ['hub']]));
  expect(topological(needs)[0]).toBe('hub');
  expect(invert(needs).get('hub')).toHaveLength(10_000);
});
