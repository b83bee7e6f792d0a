import { AppError, toAppError } from '../errors.ts';
import type { Provider, ProviderEvent } from '../provider.ts';
import type { Template } from '../template.ts';

/** When a provider is left alone. */
export interface CircuitOptions {
  /** Failures within `windowMs`, being half of the calls or more, that open it; 0 never does. */
  failures: number;
  windowMs?: number;
  /** How long nothing is sent before one call tries again. */
  restMs?: number;
  /** Milliseconds since 1970. */
  now(): number;
}

const usualWindowMs = 60_000;
const usualRestMs = 30_000;
/** A rate needs no more, however busy a provider is. */
const mostRemembered = 200;

interface Call {
  at: number;
  failed: boolean;
}

/**
 * A provider that is left alone for a while after it has failed again and again: then one call tries
 * it, and those that come meanwhile are refused with `provider_paused` at once. What a vendor
 * refuses, be it for its content, its key or its rate, is no failure of the vendor's.
 */
export function withCircuit(provider: Provider, options: CircuitOptions): Provider {
  const { failures, windowMs = usualWindowMs, restMs = usualRestMs, now } = options;
  if (failures === 0) return provider;
  let calls: Call[] = [];
  let last: AppError | undefined;
  /** Undefined while everything is let through. */
  let openUntil: number | undefined;
  let probing = false;

  function pause(): AppError | undefined {
    if (openUntil === undefined) return provider.pause?.();
    const rest = openUntil - now();
    if (rest <= 0 && !probing) return provider.pause?.();
    return pausedError(provider.name, Math.max(1_000, rest), failed(last));
  }

  function tell(outcome: 'answered' | 'failed'): void {
    if (outcome === 'answered' && openUntil !== undefined) {
      openUntil = undefined;
      calls = [];
    }
    const at = now();
    calls = calls.filter((call) => call.at > at - windowMs).slice(1 - mostRemembered);
    calls.push({ at, failed: outcome === 'failed' });
    const bad = calls.filter((call) => call.failed).length;
    if (
      openUntil !== undefined ? outcome === 'failed' : bad >= failures && bad * 2 >= calls.length
    ) {
      openUntil = at + restMs;
    }
  }

  function take(thrown: unknown): void {
    const error = toAppError(thrown);
    if (isTheirFault(error)) {
      last = error;
      tell('failed');
    } else if (error.code.startsWith('upstream_') || error.code === 'moderation_blocked') {
      tell('answered');
    }
  }

  return {
    ...provider,
    pause,
    async generate(request, signal) {
      const paused = pause();
      if (paused) throw paused;
      const isProbe = openUntil !== undefined;
      probing ||= isProbe;
      try {
        const events = await provider.generate(request, signal);
        tell('answered');
        return watch(events, take);
      } catch (thrown) {
        take(thrown);
        throw thrown;
      } finally {
        if (isProbe) probing = false;
      }
    },
  };
}

/** What is thrown while nothing is sent to a provider, for at least so many milliseconds. */
export function pausedError(provider: string, milliseconds: number, reason: Template): AppError {
  const seconds = Math.ceil(milliseconds / 1000);
  return new AppError(
    'provider_paused',
    { provider, seconds, reason },
    { retryAfter: seconds, spent: 'no' },
  );
}

function failed(last: AppError | undefined): Template {
  const { en = '', zh = '' } = last?.texts ?? {};
  return { en: `it failed again and again, at last so: ${en}`, zh: `它连续出错，最近一次：${zh}` };
}

const faults: readonly string[] = ['upstream_unreachable', 'outcome_unknown', 'timed_out'];

function isTheirFault({ code, details }: AppError): boolean {
  if (code === 'upstream_failed') return (details.upstreamStatus ?? 500) >= 500;
  return faults.includes(code);
}

async function* watch(
  events: AsyncIterable<ProviderEvent>,
  take: (thrown: unknown) => void,
): AsyncGenerator<ProviderEvent> {
  try {
    yield* events;
  } catch (thrown) {
    take(thrown);
    throw thrown;
  }
}
