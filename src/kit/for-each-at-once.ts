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
  const takeTurns = async (first: IteratorResult<Item>) => {
    for (let next = first; !next.done; next = rest.next()) await work(next.value);
  };
  const lines: Promise<void>[] = [];
  while (lines.length < limit) {
    const first = rest.next();
    if (first.done) break;
    lines.push(takeTurns(first));
  }
  await Promise.all(lines);
}
