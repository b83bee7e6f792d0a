import { createHmac } from 'node:crypto';

const prefix = 'whsec_';
/** As Standard Webhooks asks of a secret. */
const leastBytes = 24;

/**
 * The bytes to sign with: what stands behind `whsec_` is base64, as in Standard Webhooks, any other
 * text stands for itself. Undefined where it is no base64 or has less than 24 bytes.
 */
export function readWebhookSecret(secret: string): Buffer | undefined {
  const isBase64 = secret.startsWith(prefix);
  const text = isBase64 ? secret.slice(prefix.length) : secret;
  if (isBase64 && !/^[A-Za-z\d+/]+={0,2}$/.test(text)) return undefined;
  const key = Buffer.from(text, isBase64 ? 'base64' : 'utf8');
  return key.length < leastBytes ? undefined : key;
}

/** What is signed: one attempt to tell something. */
export interface SignedMessage {
  id: string;
  /** Of this attempt, in seconds since 1970. */
  timestamp: number;
  body: string;
}

/** The headers of a message by Standard Webhooks (https://www.standardwebhooks.com), version 1. */
export function signWebhook(key: Buffer, message: SignedMessage): Record<string, string> {
  const { id, timestamp, body } = message;
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
