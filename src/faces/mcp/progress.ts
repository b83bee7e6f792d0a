import type { ServerContext } from '@modelcontextprotocol/server';

/** Sends progress to a client that asked for it, until it has left; does nothing for others. */
export function createReporter(
  { mcpReq }: ServerContext,
  left: AbortSignal,
): (message: string) => void {
  const progressToken = mcpReq._meta?.progressToken;
  if (progressToken === undefined) return () => {};
  let count = 0;
  return (message) => {
    if (left.aborted) return;
    // Has to grow with every message; how much there is in all, nobody knows.
    count += 1;
    const params = { progressToken, progress: count, message };
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => {});
  };
}
