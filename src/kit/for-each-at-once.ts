/**
 * Works on items, at most `limit` at a time, each taken from the source when its turn comes, so
 * that the source may end early by what has happened so far. `work` must not reject.
 */
export async function forEachAtOnce<Item>(
  items: Iterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const rest = items[Symbol.iterator]();
  const takeTurns = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: limit }, takeTurns));
}
