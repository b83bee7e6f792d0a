import { type AppError, toAppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Provider, ProviderEvent } from '../provider.ts';
import type { Template } from '../template.ts';
import { pausedError } from './circuit.ts';

/** What keys are taken in turn with. */
export interface KeyTurnsOptions {
  /** Milliseconds since 1970. */
  now(): number;
  logger: Logger;
}

/** One of several keys, as the provider that spends it. */
interface Turn {
  /** For the log, which never sees the key: its place in the setting, from 1. */
  place: number;
  provider: Provider;
  /** Why, and until when it is left alone, in milliseconds since 1970. */
  rest: Rest | undefined;
  /** The same for models that this key may not use. */
  restOf: Map<string, Rest>;
}

interface Rest {
  until: number;
  error: AppError;
}

/** A key that is wrong, locked or used up does not come back soon. In milliseconds. */
const longRestMs = 600_000;
/** After a 429 that names no time. */
const shortRestMs = 30_000;

/**
 * A provider over several keys, `perKey` being the same upstream with each of them: they are used in
 * turn, and one that is refused, or has no credit or no rate left, rests while the next one is tried
 * with the same request, of which nothing was spent. Rejects with the last refusal where all of them
 * are refused, and with `provider_paused` while all of them rest.
 */
export function takeKeysInTurn(
  provider: Provider,
  perKey: readonly Provider[],
  { now, logger }: KeyTurnsOptions,
): Provider {
  if (perKey.length < 2) return provider;
  const turns = perKey.map(
    (own, index): Turn => ({ place: index + 1, provider: own, rest: undefined, restOf: new Map() }),
  );
  let next = 0;

  const restingFor = ({ rest, restOf }: Turn, model: string | undefined) =>
    [rest, model === undefined ? undefined : restOf.get(model)].find(
      (found) => found !== undefined && found.until > now(),
    );

  /** Where all of them rest: until the first one does not. */
  function pause(model?: string): AppError | undefined {
    const rests = turns.flatMap((turn) => restingFor(turn, model) ?? []);
    const [first] = rests.toSorted((a, b) => a.until - b.until);
    if (!first || rests.length < turns.length) return undefined;
    return pausedError(provider.name, first.until - now(), allRefused(turns.length, first.error));
  }

  /** From the one that is next on, each key that does not rest. */
  function* inTurn(model: string): Generator<Turn> {
    const start = next;
    next = (next + 1) % turns.length;
    for (let step = 0; step < turns.length; step += 1) {
      const turn = turns[(start + step) % turns.length];
      if (turn && !restingFor(turn, model)) yield turn;
    }
  }

  function layToRest(turn: Turn, error: AppError, model: string, milliseconds: number): void {
    const rest = { until: now() + milliseconds, error };
    // A 403 may be about this model alone, and the key be good for others.
    if (error.details.upstreamStatus === 403) turn.restOf.set(model, rest);
    else turn.rest = rest;
    const about = { provider: provider.name, key: turn.place, of: turns.length, code: error.code };
    logger.warn({ ...about, seconds: milliseconds / 1000 }, 'a key of a provider rests');
  }

  return {
    ...provider,
    pause: () => provider.pause?.() ?? pause(),
    async generate(request, signal) {
      let refused: AppError | undefined;
      for (const turn of inTurn(request.model)) {
        try {
          return await turn.provider.generate(request, signal);
        } catch (thrown) {
          const milliseconds = restAfter(thrown);
          if (milliseconds === undefined) throw thrown;
          refused = toAppError(thrown);
          layToRest(turn, refused, request.model, milliseconds);
        }
      }
      throw refused ?? pause(request.model);
    },
    ...(provider.resume && {
      resume: (taskId, request, signal) =>
        resumeWithAny(
          turns.map((turn) => turn.provider),
          (own) => own.resume?.(taskId, request, signal),
          signal.aborted,
        ),
    }),
  };
}

/** How long a key rests after this, in milliseconds; undefined where it is not the key's fault. */
function restAfter(thrown: unknown): number | undefined {
  const { code, details, retryable } = toAppError(thrown);
  if ((details.spent ?? 'no') !== 'no') return undefined;
  if (code === 'upstream_unauthorized') return longRestMs;
  if (code !== 'upstream_rate_limited') return undefined;
  if (!retryable) return longRestMs;
  const named = details.retryAfter;
  return named === undefined ? shortRestMs : Math.min(longRestMs, Math.max(1, named) * 1000);
}

function allRefused(count: number, { texts: { en, zh } }: AppError): Template {
  return {
    en: `all of its ${count} keys were refused, one of them so: ${en}`,
    zh: `它的 ${count} 个密钥都被拒绝，其中一个的原因：${zh}`,
  };
}

/**
 * A task is known to the account that began it, and asking costs nothing: each key is asked, also
 * to stop it where `stops`, since none tells whether it was the right one.
 */
async function resumeWithAny(
  providers: readonly Provider[],
  resume: (own: Provider) => Promise<AsyncIterable<ProviderEvent>> | undefined,
  stops: boolean,
): Promise<AsyncIterable<ProviderEvent>> {
  let refused: unknown;
  for (const own of providers) {
    try {
      const events = (await resume(own))?.[Symbol.asyncIterator]();
      if (events) return replay(await events.next(), events);
    } catch (thrown) {
      // The first key is the likeliest, and so is what it says.
      refused ??= thrown;
      if (!stops && toAppError(thrown).code === 'cancelled') throw thrown;
    }
  }
  throw refused;
}

async function* replay(
  first: IteratorResult<ProviderEvent>,
  rest: AsyncIterator<ProviderEvent>,
): AsyncGenerator<ProviderEvent> {
  try {
    for (let next = first; !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}
