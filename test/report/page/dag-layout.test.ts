import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layered } from '../../../src/report/page/dag-layout.ts';

const needs = fc
  .array(fc.array(fc.nat(19), { maxLength: 3 }), { minLength: 1, maxLength: 20 })
  .map((lists) => new Map(lists.map((list, at) => [`s${at}`, list.map((one) => `s${one}`)])));

test('what is needed stands further left, and every line runs from the one to the other', () => {
  fc.assert(
    fc.property(needs, (graph) => {
      const { nodes, edges } = layered(graph);
      const layer = new Map(nodes.map((node) => [node.id, node.layer]));
      expect(nodes.map(({ id }) => id).toSorted()).toEqual([...graph.keys()].toSorted());
      for (const { from, to, way } of edges) {
        expect(way.map(([at]) => at)).toEqual(Array.from({ length: way.length }, (_, at) => layer.get(from)! + at));
        expect(way.at(-1)![0]).toBe(layer.get(to));
        expect(way.length).toBeGreaterThan(1);
      }
    }),
  );
});

test('in a layer nothing stands on anything else, and nothing above the picture or below it', () => {
  fc.assert(
    fc.property(needs, (graph) => {
      const { nodes, rows } = layered(graph);
      for (const group of Map.groupBy(nodes, ({ layer }) => layer).values()) {
        const sorted = group.map(({ row }) => row).toSorted((a, b) => a - b);
        for (const [at, row] of sorted.entries()) {
          expect(row).toBeGreaterThanOrEqual(0);
          expect(row).toBeLessThanOrEqual(rows - 1 + 1e-9);
          expect(row - (sorted[at - 1] ?? -1)).toBeGreaterThanOrEqual(1 - 1e-9);
        }
      }
    }),
  );
});

test('a chain is one row', () => {
  const chain = layered(
    new Map([
      ['a', []],
      ['b', ['a']],
      ['c', ['b']],
    ]),
  );
  expect(chain).toMatchObject({ layers: 3, rows: 1 });
});
