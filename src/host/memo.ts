const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Answers about commits and trees under their own names: what such a name stands for never changes, so git is asked once. Names that
 * may move (`HEAD`, `main`, `…^1`) are asked each time. The `most` latest answers are kept; a question that failed is asked again.
 */
export function memo<T>(most: number): (names: readonly string[], key: string, ask: () => Promise<T>) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (names, key, ask) => {
    if (!names.every((name) => OBJECT_ID.test(name))) return ask();
    const known = kept.get(key) ?? ask();
    kept.delete(key);
    kept.set(key, known);
    known.catch(() => kept.delete(key));
    if (kept.size > most) kept.delete(kept.keys().next().value!);
    return known;
  };
}
