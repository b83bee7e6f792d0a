import { forEachAtOnce } from '../kit/for-each-at-once.ts';
import { createSideWork } from '../kit/side-work.ts';
import { AppError } from './errors.ts';
import type { Parts } from './parts.ts';
import { type Call, type Produced, type ProduceTools, readCall } from './produce/read-call.ts';
import type { Plan } from './resolve.ts';

/** To one upstream, for one generation. */
const callsAtOnce = 4;

/**
 * The middle of the pipeline: asks the provider, keeps every image as its bytes arrive, gives each
 * to its host while the next one is read, and tells what happens. A request for more images than
 * one call can make becomes several calls, a few at a time; where one fails, what the others make
 * is kept. Throws the upstream's AppError, of several the one that may have cost something.
 */
export async function produce(
  plan: Plan,
  produced: Produced,
  parts: Parts,
  tools: ProduceTools,
): Promise<void> {
  const aside = createSideWork();
  tools.signal.throwIfAborted();
  const goesOn = () => !tools.signal.aborted && !aside.failures.some(isHopeless);
  await forEachAtOnce(splitCalls(plan.request, goesOn), callsAtOnce, async (call) => {
    const reading = readCall(call, plan, produced, parts, { ...tools, aside });
    aside.add(reading);
    await reading.catch(() => {});
  });
  await aside.settled();
  const { name } = plan.provider;
  for (const failure of new Set(aside.failures)) parts.telemetry.callFailed(name, failure);
  if (aside.failures.length > 0) throw gravest(aside.failures);
  if (produced.assets.length === 0 && produced.links === undefined) {
    const reason = { en: 'the list of images is empty.', zh: '图片列表为空。' };
    const values = { provider: plan.provider.name, reason };
    throw new AppError('upstream_no_image', values, { spent: 'maybe' });
  }
}

/** Upstreams stream one image a call; else a call makes as many as it can. */
function* splitCalls(
  { n, partialImages, capability }: Plan['request'],
  goesOn: () => boolean,
): Generator<Call> {
  const most = partialImages === undefined ? capability.maxN : 1;
  for (let first = 0; first < n && goesOn(); first += most) {
    yield { first, n: Math.min(most, n - first) };
  }
}

/** Failures of one picture alone; after any other the next call would fare no better. */
const ownFailures: readonly string[] = [
  'moderation_blocked',
  'upstream_no_image',
  'upstream_not_an_image',
];

function isHopeless(failure: unknown): boolean {
  return !(failure instanceof AppError && ownFailures.includes(failure.code));
}

/** Of several calls, one that may have been paid decides what becomes of the money and the key. */
function gravest(failures: readonly unknown[]): unknown {
  const isPaid = (failure: unknown) =>
    failure instanceof AppError && (failure.details.spent ?? 'no') !== 'no';
  return failures.find(isPaid) ?? failures.find(isOurs) ?? failures[0];
}

/** A failure that is not the upstream's own word says nothing of what the upstream charges. */
export function isOurs(failure: unknown): boolean {
  if (!(failure instanceof AppError)) return true;
  const { code, row, details } = failure;
  return details.spent === undefined && (code === 'cancelled' || row.type === 'server_error');
}
