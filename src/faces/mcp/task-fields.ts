const pollIntervalMs = 2_000;

/** Where a task stands, in the protocol's words. */
export type TaskStatus = 'working' | 'input_required' | 'completed' | 'cancelled' | 'failed';

/** What every shown task has; its times are milliseconds since 1970. */
export function describeTask(
  { id, createdAt, endedAt }: { id: string; createdAt: number; endedAt: number | undefined },
  status: TaskStatus,
) {
  return {
    taskId: id,
    status,
    createdAt: new Date(createdAt).toISOString(),
    lastUpdatedAt: new Date(endedAt ?? Date.now()).toISOString(),
    // It is kept until its owner deletes it.
    ttlMs: null,
    pollIntervalMs,
  };
}
