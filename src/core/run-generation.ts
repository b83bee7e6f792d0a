import { type AppError, toAppError } from './errors.ts';
import type { Generation } from './generation.ts';
import type { JobEnd, JobTools } from './job.ts';
import type { Lease } from './limiter.ts';
import type { Parts } from './parts.ts';
import { produce } from './produce.ts';
import type { Produced } from './read-call.ts';
import { record } from './record.ts';
import type { Plan } from './resolve.ts';

/** A generation that was accepted and is to be worked on. */
export interface Accepted {
  plan: Plan;
  generation: Generation;
  lease: Lease;
  /** Where this server shows its assets to the caller. */
  assetOrigin: string;
}

/** Produces, then records how it ended, whatever happened in between. */
export async function runGeneration(
  { plan, generation: accepted, lease, assetOrigin }: Accepted,
  parts: Parts,
  tools: JobTools,
): Promise<JobEnd> {
  const { id, assets } = accepted;
  const produced: Produced = { assets: [...assets], usage: undefined, warnings: [] };
  let error: AppError | undefined;
  let sent = accepted.state === 'sent' ? Promise.resolve() : undefined;
  const onSend = () => {
    sent ??= parts.store.journal.append({
      type: 'generation-sent',
      id,
      at: parts.now(),
      leaseOwner: parts.processId,
    });
    return sent;
  };
  try {
    await produce(plan, produced, parts, { ...tools, generationId: id, assetOrigin, onSend });
  } catch (thrown) {
    error = toAppError(tools.signal.aborted ? tools.signal.reason : thrown);
    if (sent && isOurs(error)) error = error.with({ spent: 'maybe' });
    const { code, cause, message } = error;
    parts.logger.warn({ generation: id, code, cause }, message);
  }
  await discardInputs(plan);
  const { request, host } = plan;
  const ending = { accepted, produced, error, asked: request.n, request, hostIsLocal: host.local };
  return record(ending, lease, parts);
}

/** A failure that is not the upstream's own word says nothing of what the upstream charges. */
function isOurs({ code, row, details }: AppError): boolean {
  return details.spent === undefined && (code === 'cancelled' || row.type === 'server_error');
}

/** Frees what was handed in; an input that cannot be removed is no reason to lose a picture. */
export async function discardInputs({
  request: { inputs = [], mask, markup },
}: Pick<Plan, 'request'>): Promise<void> {
  const all = [...inputs, mask, markup].filter((input) => input !== undefined);
  await Promise.allSettled(all.map((input) => input.discard()));
}
