import { setTimeout as sleep } from 'node:timers/promises';
import type { AppError } from '../errors.ts';
import type { GenerationEvent } from '../generation.ts';
import type { Plan } from '../resolve.ts';

/**
 * How long after it was accepted a generation that nobody holds a connection for may wait for a
 * provider that is left alone, in milliseconds.
 */
export const longestPause = 15 * 60_000;

/** What waiting for a provider works with. */
export interface WaitTools {
  emit(event: GenerationEvent): void;
  signal: AbortSignal;
  /** Milliseconds since 1970. */
  now(): number;
  /** Until when it is waited, in milliseconds since 1970; undefined for not at all. */
  patientUntil: number | undefined;
  /** What has just refused which of the plans: its provider may not tell of it, as of one model. */
  refused?: { plan: Plan; error: AppError } | undefined;
}

/**
 * Resolves with the first of the plans whose provider may be used again; undefined where that would
 * take too long, or it was cancelled meanwhile. Whoever is refused because another call tries the
 * provider at the moment comes back and waits on.
 */
export async function waitForProvider(
  plans: readonly Plan[],
  { emit, signal, now, patientUntil, refused }: WaitTools,
): Promise<Plan | undefined> {
  const [first] = plans;
  if (!first || patientUntil === undefined) return undefined;
  let told = false;
  const refusalOf = (plan: Plan) => (!told && plan === refused?.plan ? refused.error : undefined);
  const pauseOf = (plan: Plan) => plan.provider.pause?.() ?? refusalOf(plan);
  for (;;) {
    const pauses = plans.map(pauseOf);
    const open = pauses.indexOf(undefined);
    if (open >= 0) return plans[open];
    const shortest = Math.min(...pauses.map(millisecondsOf));
    if (signal.aborted || now() + shortest > patientUntil) return undefined;
    if (!told)
      emit({ type: 'progress', fraction: undefined, message: about(first), waiting: true });
    told = true;
    await sleep(shortest, undefined, { signal }).catch(() => undefined);
  }
}

function millisecondsOf(pause: AppError | undefined): number {
  return (pause?.details.retryAfter ?? 1) * 1000;
}

function about({ provider: { name } }: Plan) {
  return {
    en: `waiting until ${name} is given something again`,
    zh: `等待 ${name} 恢复接收请求`,
  };
}
