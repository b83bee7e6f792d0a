import type { Generation } from '../../core/generation.ts';
import type { Parts } from '../../core/parts.ts';
import {
  type DueWebhook,
  type Webhook,
  type WebhookOutcome,
  type Webhooks,
  webhookType,
} from '../../core/webhook.ts';
import { type PostOptions, type PostResult, postWebhook } from './post-webhook.ts';
import { retryDelay } from './retry-delay.ts';

const lookEveryMs = 5_000;
const atOnce = 4;
/** Longer than an attempt: who claimed a message and is silent for so long has died with it. */
const claimMs = 20_000;
/** What is under way at the end of the process is waited for so long. */
const flushMs = 5_000;

/** What the sender works with. */
export interface SenderOptions
  extends Pick<Parts, 'store' | 'logger' | 'telemetry' | 'now'>,
    Pick<PostOptions, 'client' | 'key'> {
  /** Where the operator wants everything told. */
  operatorUrl: string | undefined;
  /** A generation as this server shows it. */
  describe(generation: Generation, to: Pick<Webhook, 'locale' | 'assetOrigin'>): object;
}

/**
 * Makes the sender of one process: it looks for what is due when it is woken, and from then on from
 * time to time. Any number of them on one store send nothing twice at once.
 */
export function createWebhookSender(options: SenderOptions): Pick<Webhooks, 'wake' | 'end'> {
  const { store, logger, now } = options;
  const cut = new AbortController();
  const attempt = createAttempt(options, cut.signal);
  const underWay = new Set<Promise<void>>();
  let looking: Promise<void> | undefined;
  let lookAgain = false;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  async function look(): Promise<void> {
    const room = atOnce - underWay.size;
    const due = room > 0 ? await store.webhooks.claim(now(), now() + claimMs, room) : [];
    for (const webhook of due) {
      const sending = attempt(webhook)
        .catch((cause: unknown) => {
          logger.warn({ webhook: webhook.id, cause }, 'a webhook could not be seen to');
        })
        .finally(() => {
          underWay.delete(sending);
          // There may be more than had room.
          wake();
        });
      underWay.add(sending);
    }
  }

  function wake(): void {
    if (ended) return;
    timer ??= setInterval(wake, lookEveryMs).unref();
    lookAgain = looking !== undefined;
    looking ??= look()
      .catch((cause: unknown) => logger.warn({ cause }, 'due webhooks could not be looked for'))
      .finally(() => {
        looking = undefined;
        if (lookAgain) wake();
      });
  }

  return {
    wake,
    async end() {
      ended = true;
      clearInterval(timer);
      const late = setTimeout(() => cut.abort(), flushMs);
      await looking;
      await Promise.all(underWay);
      clearTimeout(late);
    },
  };
}

/** One attempt to deliver a message, from its record to what became of it. */
function createAttempt(options: SenderOptions, cut: AbortSignal) {
  const { store, logger, telemetry, now, operatorUrl } = options;

  async function send(webhook: DueWebhook): Promise<PostResult> {
    const generation = await store.findGeneration(webhook.generationId);
    const url = webhook.url ?? operatorUrl;
    if (!generation) return { ok: false, error: 'deleted', final: true };
    if (url === undefined) return { ok: false, error: 'no_address', final: true };
    const body = JSON.stringify({
      type: webhookType(generation),
      timestamp: new Date(generation.endedAt ?? now()).toISOString(),
      data: options.describe(generation, webhook),
    });
    return postWebhook({ id: webhook.id, url, body }, { ...options, cut });
  }

  return async (webhook: DueWebhook): Promise<void> => {
    const { id, generationId, attempts } = webhook;
    const result = await send(webhook);
    const outcome = judge(result, attempts, cut.aborted, now());
    await store.webhooks.settle(id, outcome);
    if (result.ok) return telemetry.webhookTried('delivered');
    const { error } = result;
    const about = { webhook: id, generation: generationId, attempts, error };
    const isLast = 'nextAttemptAt' in outcome && outcome.nextAttemptAt === undefined;
    telemetry.webhookTried(isLast ? 'given_up' : 'failed');
    if (isLast) logger.warn(about, 'a webhook was given up');
    else logger.info(about, 'a webhook was not taken and will be sent again');
  };
}

function judge(result: PostResult, attempts: number, cut: boolean, now: number): WebhookOutcome {
  if (result.ok) return { deliveredAt: now };
  const { error, final } = result;
  if (final) return { error, nextAttemptAt: undefined };
  // The next process can begin with it.
  if (cut) return { error, nextAttemptAt: now };
  const delay = retryDelay(attempts, Math.random());
  return { error, nextAttemptAt: delay === undefined ? undefined : now + delay };
}
