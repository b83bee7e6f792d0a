import { describe, expect, it } from 'vitest';
import { createTestParts, fakeProvider, refusal } from '../../test/fakes/parts.ts';
import { testCaller, testRequest } from '../../test/fakes/wishes.ts';
import { askedOnce } from './asking.ts';
import { AppError } from './errors.ts';
import { createPipeline } from './generate.ts';
import { readWebhookUrl, type Webhook, type Webhooks, webhookType } from './webhook.ts';

const url = 'https://example.com/hook';

/** Webhooks that owe one message for each generation, and tell how often they were woken. */
function owing(plan?: Webhooks['plan']) {
  const woken: string[] = [];
  const one: Webhooks['plan'] = (generationId, to, { assetOrigin, locale }): Webhook[] => [
    { id: `msg_${generationId}`, generationId, url: to, assetOrigin, locale },
  ];
  const webhooks = { plan: plan ?? one, wake: () => void woken.push('woken'), end: async () => {} };
  return { webhooks, woken };
}

describe('a generation that somebody wants to be told of', () => {
  it('owes the message as it is accepted, and has it looked for once it has ended', async () => {
    const { webhooks, woken } = owing();
    const parts = createTestParts({ webhooks });
    const asking = { ...askedOnce, webhookUrl: url };
    const job = await createPipeline(parts).begin(testRequest(), testCaller(), asking);
    const owed = { id: `msg_${job.id}`, generationId: job.id, url };
    expect(parts.recorded[0]).toMatchObject({ type: 'generation-accepted', webhooks: [owed] });
    await job.done;
    expect(woken).toEqual(['woken']);
    const [due] = await parts.store.webhooks.claim(Date.now(), Date.now() + 1_000, 9);
    expect(due).toMatchObject(owed);
  });

  it('is refused where nobody can be told, and nothing of it is left or sent', async () => {
    const provider = fakeProvider();
    const { webhooks } = owing(() => {
      throw new AppError('webhooks_off', {}, { param: 'webhook_url' });
    });
    const parts = createTestParts({ webhooks, providers: [provider] });
    const asking = { ...askedOnce, webhookUrl: url };
    const work = createPipeline(parts).begin(testRequest(), testCaller(), asking);
    expect((await refusal(work)).code).toBe('webhooks_off');
    expect([parts.recorded, parts.leases, provider.requests]).toEqual([[], ['released'], []]);
  });

  it('is another wish under the same idempotency key when somebody else is to be told', async () => {
    const { webhooks } = owing();
    const { begin } = createPipeline(createTestParts({ webhooks }));
    const asking = { ...askedOnce, idempotencyKey: 'order-1', webhookUrl: url };
    const first = await begin(testRequest(), testCaller(), asking);
    await first.done;
    const again = await begin(testRequest(), testCaller(), asking);
    expect([again.id, again.replayed]).toEqual([first.id, true]);
    const other = { ...asking, webhookUrl: `${url}/other` };
    const error = await refusal(begin(testRequest(), testCaller(), other));
    expect(error.code).toBe('idempotency_key_reused');
  });
});

describe('webhookType', () => {
  it.each([
    ['hosted', 'generation.completed'],
    ['durable', 'generation.completed'],
    ['failed', 'generation.failed'],
    ['cancelled', 'generation.failed'],
    ['outcome_unknown', 'generation.failed'],
  ] as const)('calls %s %s', (state, type) => {
    expect(webhookType({ state })).toBe(type);
  });
});

describe('readWebhookUrl', () => {
  it('takes a web address as it was written, where nobody waits', () => {
    expect(readWebhookUrl(` ${url}/?a=1 `, true)).toBe(`${url}/?a=1`);
    expect(readWebhookUrl(null, false)).toBeUndefined();
  });

  it('repeats no login in what it refuses', () => {
    expect(() => readWebhookUrl('https://me:password@example.com', true)).toThrow(
      /without a login(?!.*password)/,
    );
  });

  it.each(['example.com/hook', 'ftp://example.com', 'https://', `${url}?${'a'.repeat(2_000)}`])(
    'refuses %s',
    (text) => {
      expect(() => readWebhookUrl(text, true)).toThrow(/webhook_url/);
    },
  );
});
