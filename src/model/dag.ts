/** A graph as 'who needs whom': node -> the nodes it needs first. Nodes named only as a need count too. */
export type Needs = ReadonlyMap<string, readonly string[]>;

/** Every ring (strongly connected group), each as the path that closes it, smallest id first: `[a, b, a]`. Linear in nodes + edges. */
export function rings(needs: Needs): string[][] {
  return components(needs)
    .filter((group) => group.length > 1 || (needs.get(group[0]!) ?? []).includes(group[0]!))
    .map((group) => ringPath(group, needs))
    .sort((a, b) => compare(a[0]!, b[0]!));
}

/**
 * Needed first; among those free at the same time `before` decides (default: by id). Nodes on a ring, and what needs
 * them, come last in id order, so that the answer always holds every node.
 */
export function topological(needs: Needs, before: (a: string, b: string) => number = compare): string[] {
  const nodes = allNodes(needs);
  const users = invert(needs);
  // Who needs nobody comes at its place by `before` alone: a graph without edges is only sorted.
  if (users.size === 0) return nodes.sort((a, b) => before(a, b) || compare(a, b));
  const open = new Map(nodes.map((node) => [node, new Set(needs.get(node) ?? [])]));
  // The next to go stands last, so that it is taken off and others put in without moving the whole line.
  const later = (a: string, b: string): number => before(b, a) || compare(b, a);
  const free = nodes.filter((node) => open.get(node)!.size === 0).sort(later);
  const done: string[] = [];
  while (free.length > 0) {
    const node = free.pop()!;
    done.push(node);
    open.delete(node);
    for (const user of users.get(node) ?? []) {
      const left = open.get(user);
      if (left?.delete(node) && left.size === 0) putIn(free, user, later);
    }
  }
  return [...done, ...[...open.keys()].sort(compare)];
}

/** Puts a node at its place in a sorted line. */
function putIn(sorted: string[], node: string, order: (a: string, b: string) => number): void {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (order(sorted[middle]!, node) <= 0) from = middle + 1;
    else to = middle;
  }
  sorted.splice(from, 0, node);
}

/** All that `start` needs, directly or not, without `start` itself unless it is on a ring. */
export function closure(start: string, needs: Needs): Set<string> {
  const seen = new Set<string>();
  const stack = [...(needs.get(start) ?? [])];
  while (stack.length > 0) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...(needs.get(node) ?? []));
  }
  return seen;
}

/** The same edges, turned round: node -> those that need it. */
export function invert(needs: Needs): Map<string, string[]> {
  const users = new Map<string, string[]>();
  for (const [node, needed] of needs) {
    for (const one of new Set(needed)) {
      const known = users.get(one);
      if (known) known.push(node);
      else users.set(one, [node]);
    }
  }
  return users;
}

/** The heaviest chain of needs that ends at each node, its own cost included. Rings count once. */
export function criticalPath(needs: Needs, cost: (node: string) => number): Map<string, number> {
  const length = new Map<string, number>();
  for (const node of topological(needs)) {
    const longest = Math.max(0, ...(needs.get(node) ?? []).map((need) => length.get(need) ?? 0));
    length.set(node, longest + cost(node));
  }
  return length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function allNodes(needs: Needs): string[] {
  const nodes = new Set(needs.keys());
  for (const needed of needs.values()) for (const node of needed) nodes.add(node);
  return [...nodes].sort(compare);
}

interface Visit {
  readonly node: string;
  next: number;
}

/** Tarjan's strongly connected components, with its own stack: a chain of 10,000 ADRs must not overflow. */
function components(needs: Needs): string[][] {
  const tarjan = new Tarjan(needs);
  for (const root of allNodes(needs)) tarjan.visit(root);
  return tarjan.found;
}

class Tarjan {
  readonly found: string[][] = [];
  private readonly index = new Map<string, number>();
  private readonly low = new Map<string, number>();
  private readonly stack: string[] = [];
  private readonly onStack = new Set<string>();
  private readonly needs: Needs;

  constructor(needs: Needs) {
    this.needs = needs;
  }

  visit(root: string): void {
    const path = this.index.has(root) ? [] : [this.open(root)];
    while (path.length > 0) {
      const visit = path.at(-1)!;
      const need = this.needs.get(visit.node)?.[visit.next++];
      if (need === undefined) this.close(path);
      else if (!this.index.has(need)) path.push(this.open(need));
      else if (this.onStack.has(need)) this.lower(visit.node, this.index.get(need)!);
    }
  }

  private open(node: string): Visit {
    this.low.set(node, this.index.size);
    this.index.set(node, this.index.size);
    this.stack.push(node);
    this.onStack.add(node);
    return { node, next: 0 };
  }

  /** The last node of the path has no needs left: a component ends where nothing below reaches further up. */
  private close(path: Visit[]): void {
    const { node } = path.pop()!;
    const low = this.low.get(node)!;
    if (low === this.index.get(node)) {
      const group = this.stack.splice(this.stack.lastIndexOf(node));
      for (const member of group) this.onStack.delete(member);
      this.found.push(group);
    }
    const parent = path.at(-1);
    if (parent) this.lower(parent.node, low);
  }

  private lower(node: string, value: number): void {
    this.low.set(node, Math.min(this.low.get(node)!, value));
  }
}

/** A shortest walk from the group's smallest member back to itself. */
function ringPath(group: readonly string[], needs: Needs): string[] {
  const members = new Set(group);
  const start = [...group].sort(compare)[0]!;
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const node of queue) {
    for (const need of needs.get(node) ?? []) {
      if (need === start) return [start, ...walkBack(node, cameFrom, start), start];
      if (members.has(need) && !cameFrom.has(need)) {
        cameFrom.set(need, node);
        queue.push(need);
      }
    }
  }
  return [start, start];
}

function walkBack(end: string, cameFrom: ReadonlyMap<string, string>, start: string): string[] {
  const path: string[] = [];
  for (let node = end; node !== start; node = cameFrom.get(node)!) path.unshift(node);
  return path;
}
