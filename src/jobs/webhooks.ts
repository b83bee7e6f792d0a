import { AppError } from '../core/errors.ts';
import type { Webhook, Webhooks } from '../core/webhook.ts';
import { checkLiteral } from '../kit/http-client/address-guard.ts';
import { randomName } from '../kit/random-name.ts';
import { createWebhookSender, type SenderOptions } from './webhooks/sender.ts';
import { readWebhookSecret } from './webhooks/signature.ts';

/** What the webhooks of a process are made from. */
export interface WebhooksOptions extends Omit<SenderOptions, 'key'> {
  /** What messages are signed with; without it none is sent. */
  secret: string | undefined;
  /** Origins that the client trusts. */
  trustedOrigins: readonly string[];
}

/**
 * Makes the webhooks of one process. Throws `webhook_secret_missing` where the operator wants to be
 * told things that nothing could be signed with.
 */
export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { operatorUrl, trustedOrigins } = options;
  const key = options.secret === undefined ? undefined : readWebhookSecret(options.secret);
  if (!key && operatorUrl !== undefined) throw new AppError('webhook_secret_missing', {});
  if (!key) {
    return {
      plan(_generationId, url) {
        if (url === undefined) return [];
        throw new AppError('webhooks_off', {}, { param: 'webhook_url' });
      },
      wake: () => {},
      end: async () => {},
    };
  }
  return {
    ...createWebhookSender({ ...options, key }),
    plan(generationId, url, { assetOrigin, locale }) {
      if (url !== undefined) checkAddress(new URL(url), trustedOrigins);
      const owed = (to: string | undefined): Webhook => ({
        id: `msg_${randomName()}`,
        generationId,
        url: to,
        assetOrigin,
        locale,
      });
      return [
        ...(operatorUrl === undefined ? [] : [owed(undefined)]),
        ...(url === undefined ? [] : [owed(url)]),
      ];
    },
  };
}

/** What can be seen without asking anybody; a name that leads inside is refused at the socket. */
function checkAddress(url: URL, trustedOrigins: readonly string[]): void {
  if (trustedOrigins.includes(url.origin)) return;
  try {
    checkLiteral(url);
    if (!/(?:^|\.)localhost\.?$/.test(url.hostname)) return;
  } catch {
    // Refused below, as a name for this machine is.
  }
  throw new AppError('address_refused', { address: url.origin }, { param: 'webhook_url' });
}
