/**
 * Makes calls with the same key share runs of an action: a call made while one runs waits for the
 * next one, which all such calls share, so that every caller's run began after its call.
 */
export function shareRuns(run: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const runs = new Map<string, { current: Promise<void>; next: Promise<void> | undefined }>();

  function start(key: string): Promise<void> {
    const entry = { current: run(key), next: undefined };
    runs.set(key, entry);
    const forget = () => {
      if (runs.get(key) === entry && entry.next === undefined) runs.delete(key);
    };
    entry.current.then(forget, forget);
    return entry.current;
  }

  return (key) => {
    const running = runs.get(key);
    if (!running) return start(key);
    const again = () => start(key);
    running.next ??= running.current.then(again, again);
    return running.next;
  };
}
