import { expect, it } from 'vitest';
import { readWebhookSecret, signWebhook } from './signature.ts';

const id = 'msg_p5jXN8AQM9LWM0D4loKWxJek';
const timestamp = 1_614_265_330;
const body = '{"test": 2432232314}';

it('signs as the libraries of Standard Webhooks do', () => {
  const key = readWebhookSecret('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  expect(key && signWebhook(key, { id, timestamp, body })).toEqual({
    'webhook-id': id,
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
});

it('takes a secret without the prefix for the text it is', () => {
  expect(readWebhookSecret('a secret of many characters')?.toString()).toBe(
    'a secret of many characters',
  );
});

it.each(['short', 'whsec_', 'whsec_c2hvcnQ=', 'whsec_no base64 at all, but of some length'])(
  'refuses %s',
  (secret) => {
    expect(readWebhookSecret(secret)).toBeUndefined();
  },
);
