/** What this browser remembers, as far as it lets us; names are short and ours. */
export function recall(name: string, where: 'local' | 'session' = 'local'): string | undefined {
  try {
    return storage(where).getItem(`maliang.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a text, or forgets it where it is undefined. */
export function remember(
  name: string,
  value: string | undefined,
  where: 'local' | 'session' = 'local',
): void {
  try {
    if (value === undefined) storage(where).removeItem(`maliang.${name}`);
    else storage(where).setItem(`maliang.${name}`, value);
  } catch {
    // Private windows may refuse; then it is forgotten with the page.
  }
}

function storage(where: 'local' | 'session'): Storage {
  return where === 'local' ? localStorage : sessionStorage;
}

/** What was remembered as JSON; undefined where there is nothing that parses. */
export function recallJson(name: string, where: 'local' | 'session' = 'local'): unknown {
  try {
    return JSON.parse(recall(name, where) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}
