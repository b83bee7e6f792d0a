import { type AppError, toAppError } from './errors.ts';
import type { Generation } from './generation.ts';
import type { JobEnd, JobTools } from './job.ts';
import type { Lease } from './limiter.ts';
import { createNotes } from './notes.ts';
import type { Parts } from './parts.ts';
import { produceOrFallBack } from './produce/fall-back.ts';
import type { Produced } from './produce/read-call.ts';
import { longestPause } from './produce/wait-for-provider.ts';
import { isOurs } from './produce.ts';
import { record } from './record.ts';
import type { Plan } from './resolve.ts';

/** A generation that was accepted and is to be worked on. */
export interface Accepted {
  plan: Plan;
  generation: Generation;
  lease: Lease;
  /** Where this server shows its assets to the caller. */
  assetOrigin: string;
  /** Whether nobody holds a connection for it, so that it can wait for a provider. */
  isPatient?: boolean;
}

/** Produces, then records how it ended, whatever happened in between. */
export async function runGeneration(
  { plan, generation: accepted, lease, assetOrigin, isPatient }: Accepted,
  parts: Parts,
  tools: JobTools,
): Promise<JobEnd> {
  const { id, assets } = accepted;
  const produced: Produced = { assets: [...assets], usage: undefined, warnings: [] };
  const notes = createNotes(id, parts.logger);
  let isSent = accepted.state === 'sent';
  let sending = isSent ? Promise.resolve() : undefined;
  const send = async () => {
    const { now, processId: leaseOwner } = parts;
    const sent = { type: 'generation-sent', id, at: now(), leaseOwner } as const;
    await parts.store.journal.append(sent);
    isSent = true;
  };
  const onSend = () => {
    sending ??= send();
    // Whoever waits has waited for the records long enough.
    sending.catch(notes.postpone);
    return sending;
  };
  const { write: note } = notes;
  const patientUntil = isPatient ? accepted.createdAt + longestPause : undefined;
  const { owner } = accepted;
  const tellAll = { ...tools, generationId: id, owner, assetOrigin, onSend, note, patientUntil };
  const made = await produceOrFallBack({ plan, generation: accepted }, produced, parts, tellAll);
  const { generation, failure } = made;
  let error: AppError | undefined;
  if (failure !== undefined) {
    error = toAppError(tools.signal.aborted ? tools.signal.reason : failure);
    if (isSent && isOurs(error)) error = error.with({ spent: 'maybe' });
    const { code, cause, message } = error;
    parts.logger.warn({ generation: id, code, cause }, message);
  }
  await discardInputs(plan);
  const { request, host } = made.plan;
  const ending = { produced, error, asked: request.n, request, hostIsLocal: host.local };
  return record({ accepted: generation, ...ending }, lease, parts, note);
}

/** Frees what was handed in; an input that cannot be removed is no reason to lose a picture. */
export async function discardInputs({
  request,
  fallbacks = [],
}: Pick<Plan, 'request' | 'fallbacks'>): Promise<void> {
  // A model that takes no mask leaves it to those behind it.
  const requests = [request, ...fallbacks.map((plan) => plan.request)];
  const all = requests.flatMap(({ inputs = [], mask, markup }) => [...inputs, mask, markup]);
  const each = [...new Set(all.filter((input) => input !== undefined))];
  await Promise.allSettled(each.map((input) => input.discard()));
}
