/** The upstream's tasks of a generation, by the place of each call's first image among all. */
export type TaskIds = ReadonlyMap<number, string>;

/** Several tasks as the one text a record keeps: a line each, the place in front. */
export function writeTaskIds(ids: TaskIds): string {
  return [...ids].map(([first, id]) => `${first} ${id}`).join('\n');
}

/** What `writeTaskIds` wrote; lines that are none of its are passed over. */
export function readTaskIds(text: string): TaskIds {
  const lines = text.split('\n').flatMap((line) => {
    const [, first, id] = /^(\d+) (.+)$/.exec(line) ?? [];
    return first === undefined || id === undefined ? [] : [[Number(first), id] as const];
  });
  return new Map(lines);
}
