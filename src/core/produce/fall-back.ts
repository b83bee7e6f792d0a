import { describeParameters } from '../describe-generation.ts';
import { AppError, toAppError } from '../errors.ts';
import type { Generation } from '../generation.ts';
import type { Parts } from '../parts.ts';
import { produce } from '../produce.ts';
import { fellBack } from '../resolve/choose-way.ts';
import type { Plan } from '../resolve.ts';
import type { Warning } from '../warnings.ts';
import type { Produced, ProduceTools } from './read-call.ts';
import { waitForProvider } from './wait-for-provider.ts';

/** What a generation is made with at the moment. */
export interface Course {
  plan: Plan;
  /** The record, which names who paints. */
  generation: Generation;
}

/**
 * Produces by the plan, and where its provider cannot and nothing can have been spent, by the
 * fallbacks of the plan, one after another. Gives what it was made with in the end, and the failure
 * where there is one; never rejects.
 */
export async function produceOrFallBack(
  course: Course,
  produced: Produced,
  parts: Parts,
  tools: ProduceTools,
): Promise<Course & { failure: unknown }> {
  const rest = [...(course.plan.fallbacks ?? [])];
  let current = course;
  try {
    // A name may lead elsewhere by now than when this was accepted.
    if (!isRecorded(course)) current = await reroute(current, course.plan, [], parts, tools);
  } catch (failure) {
    return { ...current, failure };
  }
  for (;;) {
    try {
      await produce(current.plan, produced, parts, tools);
      return { ...current, failure: undefined };
    } catch (failure) {
      if (!maySendElsewhere(failure, produced, tools)) return { ...current, failure };
      const next = takeOpen(rest) ?? (await waitForOpen(failure, current.plan, rest, parts, tools));
      if (!next) return { ...current, failure };
      if (next === current.plan) continue;
      const told = fellBack(current.plan, next, toAppError(failure));
      const { generation } = current;
      const before = generation.warnings.filter(({ code }) => code === 'fell_back');
      try {
        current = await reroute(current, next, [...before, told], parts, tools);
      } catch (cause) {
        parts.logger.error(
          { generation: generation.id, cause },
          'no other model could be recorded',
        );
        return { ...current, failure };
      }
      // What was said on the way there is true of no picture.
      produced.warnings = [];
    }
  }
}

function isRecorded({ plan, generation }: Course): boolean {
  if (generation.state !== 'accepted') return true;
  return plan.provider.name === generation.provider && plan.request.model === generation.model;
}

/** The first that is not left alone; the others stay for later. */
function takeOpen(rest: Plan[]): Plan | undefined {
  const open = rest.findIndex(({ provider }) => !provider.pause?.());
  return open < 0 ? undefined : rest.splice(open, 1)[0];
}

/** Where all are left alone: the first of them that may be used again, for whoever can wait. */
async function waitForOpen(
  failure: unknown,
  plan: Plan,
  rest: Plan[],
  { now }: Parts,
  { emit, signal, patientUntil }: ProduceTools,
): Promise<Plan | undefined> {
  const isPaused = failure instanceof AppError && failure.code === 'provider_paused';
  const plans = isPaused ? [plan, ...rest] : rest;
  const refused = isPaused ? { plan, error: failure } : undefined;
  const open = await waitForProvider(plans, { emit, signal, now, patientUntil, refused });
  if (open && open !== plan) rest.splice(rest.indexOf(open), 1);
  return open;
}

const unusable: readonly string[] = [
  'upstream_unreachable',
  'upstream_rate_limited',
  'upstream_unauthorized',
  'upstream_model_not_found',
  'provider_paused',
];

/** Whether a failure is the provider's alone, and nothing was made, begun or charged. */
function maySendElsewhere(failure: unknown, produced: Produced, tools: ProduceTools): boolean {
  const { assets, links, usage, tasks } = produced;
  if (tools.signal.aborted || assets.length > 0 || (links ?? usage ?? tasks)) return false;
  if (!(failure instanceof AppError) || (failure.details.spent ?? 'no') !== 'no') return false;
  return (
    unusable.includes(failure.code) || (failure.code === 'upstream_failed' && failure.retryable)
  );
}

/** Durable before anything is sent: a restart asks the one that has the task. */
async function reroute(
  { generation: { id, ...before } }: Course,
  plan: Plan,
  told: readonly Warning[],
  parts: Parts,
  tools: ProduceTools,
): Promise<Course> {
  const provider = plan.provider.name;
  const { model } = plan.request;
  const parameters = describeParameters(plan);
  const warnings = [...plan.warnings, ...told];
  const generation = { ...before, id, provider, model, parameters, warnings };
  await parts.store.journal.append({
    type: 'generation-rerouted',
    id,
    provider,
    model,
    parameters,
    warnings,
    leaseOwner: parts.processId,
  });
  tools.emit({ type: 'generation-rerouted', generation });
  return { plan, generation };
}
