import type { Caller } from './caller.ts';
import { AppError } from './errors.ts';
import type { Generation } from './generation.ts';
import { readText } from './request.ts';
import type { Locale } from './template.ts';

/** A message that is owed to somebody once its generation has ended. */
export interface Webhook {
  /** `msg_` and 26 base32 characters; the same at every attempt, so that doubles can be dropped. */
  id: string;
  generationId: string;
  /** Where its caller wants it; undefined for the operator's own address, as it is set by then. */
  url: string | undefined;
  /** Where this server shows its assets to whoever asked. */
  assetOrigin: string;
  locale: Locale;
}

/** A webhook that is to be tried now, by whoever claimed it. */
export interface DueWebhook extends Webhook {
  /** How often it has been tried, this time included. */
  attempts: number;
}

/** How the delivery of a webhook goes. */
export interface WebhookState {
  url: string;
  attempts: number;
  /** Milliseconds since 1970; undefined where nobody took it yet. */
  deliveredAt: number | undefined;
  /** Why the last attempt failed, as a word such as `http_500` or `timeout`. */
  lastError: string | undefined;
}

/** What became of one attempt: taken, or failed and due again; without a time it is given up. */
export type WebhookOutcome =
  | { deliveredAt: number }
  | { error: string; nextAttemptAt: number | undefined };

/**
 * Webhooks on their way. They are written with the generation they tell of, and become due with its
 * end, each in the transaction of that journal entry: no crash comes in between.
 */
export interface WebhookStore {
  /**
   * Takes what is due at `now`, the longest due first: until `until` (both milliseconds since 1970)
   * nobody else gets it, and then it is due again unless it was settled.
   */
  claim(now: number, until: number, limit: number): Promise<DueWebhook[]>;
  settle(id: string, outcome: WebhookOutcome): Promise<void>;
  /** How the one that a caller asked for with a generation goes; undefined where none was. */
  find(generationId: string): Promise<WebhookState | undefined>;
}

/** Tells the world outside of generations that ended. */
export interface Webhooks {
  /**
   * What will be owed for a generation of this caller, who may want it told at `url` too. Throws
   * `webhooks_off` or `address_refused` where that cannot be.
   */
  plan(
    generationId: string,
    url: string | undefined,
    caller: Pick<Caller, 'assetOrigin' | 'locale'>,
  ): Webhook[];
  /** Something may have become due. */
  wake(): void;
  /** Begins nothing more; resolves when nothing is under way, after a few seconds at most. */
  end(): Promise<void>;
}

/** What happened, in the words of the event types. */
export type WebhookType = 'generation.completed' | 'generation.failed';

/** Which event the end of a generation is; images that its host has not taken yet are made all the same. */
export function webhookType({ state }: Pick<Generation, 'state'>): WebhookType {
  return state === 'hosted' || state === 'durable' ? 'generation.completed' : 'generation.failed';
}

const param = 'webhook_url';

/**
 * An optional address for the end of a generation, which only makes sense where nobody waits for
 * it. Throws `invalid_type` or `invalid_value`.
 */
export function readWebhookUrl(value: unknown, isAsync: boolean): string | undefined {
  const url = readText(param, value);
  if (url === undefined) return undefined;
  if (!isAsync) {
    const expected = {
      en: 'left out where async is not true: this request is answered with its outcome',
      zh: '在 async 不为 true 时省略：此类请求会直接返回结果',
    };
    throw new AppError('invalid_value', { param, expected, got: 'set' }, { param });
  }
  if (isWebhookAddress(url)) return url;
  const expected = {
    en: 'an address such as https://example.com/hook, without a login in it, of at most 2000 characters',
    zh: '形如 https://example.com/hook 的地址，不含登录信息，不超过 2000 个字符',
  };
  throw new AppError('invalid_value', { param, expected, got: 'something else' }, { param });
}

/** Whether a text is an address that messages can be sent to. */
export function isWebhookAddress(text: string): boolean {
  if (text.length > 2000 || !/^https?:\/\//i.test(text) || !URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
