import { costOf } from './cost.ts';
import type { AppError } from './errors.ts';
import type { Generation, GenerationState } from './generation.ts';
import type { JobEnd } from './job.ts';
import type { Lease, LeaseOutcome } from './limiter.ts';
import { type Note, strictly } from './notes.ts';
import type { Parts } from './parts.ts';
import type { Produced } from './produce/read-call.ts';
import type { Plan } from './resolve.ts';
import { type Warning, warning } from './warnings.ts';

/** How a generation ended, as its record needs it. */
export interface Ending {
  accepted: Generation;
  produced: Produced;
  /** Why it broke off; undefined where it did not. */
  error: AppError | undefined;
  /** How many images were asked for. */
  asked: number;
  /** What painted it, for the cost; undefined where that is configured no more. */
  request: Pick<Plan['request'], 'capability' | 'quality' | 'size'> | undefined;
  /** Whether the asset folder itself is its host. */
  hostIsLocal: boolean;
}

/** The last step: the final record, the booked cost, and what the caller should know. */
export async function record(
  { accepted, produced, error, asked, request, hostIsLocal }: Ending,
  lease: Lease,
  parts: Pick<Parts, 'store' | 'logger' | 'webhooks' | 'processId' | 'now'>,
  note: Note = strictly,
): Promise<JobEnd> {
  const assets = produced.assets.toSorted((a, b) => a.index - b.index);
  const links = (produced.links ?? accepted.links).toSorted((a, b) => a.index - b.index);
  const made = assets.length + links.length;
  const { usage } = produced;
  const warnings = [...accepted.warnings, ...produced.warnings];
  const rescued = error !== undefined && made > 0;
  const isTold = warnings.some(({ code }) => code === 'fewer_images');
  if (made > 0 && made < asked && !isTold) {
    const reason = error?.texts ?? {
      en: 'the provider sent no more.',
      zh: '服务商没有再发送图片。',
    };
    warnings.push(warning('fewer_images', { made, asked, reason }));
  }
  const failed = rescued ? undefined : error;
  const allHosted = assets.every(({ hostedUrl }) => hostIsLocal || hostedUrl !== undefined);
  const generation: Generation = {
    ...accepted,
    state: endState(failed, allHosted),
    warnings,
    usage,
    cost: failed || !request ? undefined : costOf(request.capability, request, usage, made),
    error: failed && { code: failed.code, message: failed.message },
    assets,
    links,
    endedAt: parts.now(),
  };
  const write = async () => {
    await append(generation, failed, parts.processId, parts).catch(async (refused: unknown) => {
      if (made === 0) throw refused;
      // Another process thought this one dead, and ended it without these images.
      await append(generation, failed, undefined, parts).catch(() => Promise.reject(refused));
    });
    parts.webhooks.wake();
  };
  const unwritten: Warning[] = [];
  try {
    // Told, and not recorded: whoever reads the record has it.
    if (!(await note(write))) unwritten.push(warning('not_recorded', {}));
  } finally {
    const outcome = { cost: generation.cost, images: made };
    const settle = () => book(lease, error, rescued, outcome);
    const later = () => note(settle);
    await settle()
      .catch(later)
      .catch((cause: unknown) => {
        // What is held stays held, and the image has been paid for: it is told all the same.
        parts.logger.error({ generation: accepted.id, cause }, 'what it cost could not be booked');
      });
  }
  const told = { ...generation, warnings: [...warnings, ...unwritten] };
  return { generation: told, error: failed };
}

async function append(
  generation: Generation,
  failed: AppError | undefined,
  leaseOwner: string | undefined,
  { store, now }: Pick<Parts, 'store' | 'now'>,
): Promise<void> {
  const { id, state, model, warnings, usage, cost, error, links, endedAt } = generation;
  await store.journal.append({
    type: 'generation-ended',
    id,
    state,
    at: endedAt ?? now(),
    model,
    warnings,
    usage,
    cost,
    error,
    links,
    leaseOwner,
    freesKey: failed !== undefined && (failed.details.spent ?? 'no') === 'no',
  });
}

/** What nobody knows is booked as it was held: it may have been charged. */
async function book(
  lease: Lease,
  error: AppError | undefined,
  rescued: boolean,
  made: LeaseOutcome,
): Promise<void> {
  if (!error) return lease.settle(made);
  if (!rescued && isFree(error)) return lease.release();
  return lease.settle(isFree(error) ? made : { cost: undefined, images: undefined });
}

/** An explicit cancel gives its budget back, whatever the upstream makes of it. */
function isFree({ code, details }: AppError): boolean {
  return code === 'cancelled' || (details.spent ?? 'no') === 'no';
}

function endState(error: AppError | undefined, allHosted: boolean): GenerationState {
  if (error?.code === 'cancelled') return 'cancelled';
  if (error?.code === 'outcome_unknown') return 'outcome_unknown';
  if (error) return 'failed';
  return allHosted ? 'hosted' : 'durable';
}
