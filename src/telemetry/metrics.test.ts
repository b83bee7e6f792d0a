import { describe, expect, it } from 'vitest';
import { createTestParts, fakeProvider } from '../../test/fakes/parts.ts';
import { testCaller, testCapability, testRequest } from '../../test/fakes/wishes.ts';
import { AppError } from '../core/errors.ts';
import { createPipeline } from '../core/generate.ts';
import type { Generation } from '../core/generation.ts';
import { createMetrics } from './metrics.ts';

const price = {
  perImage: { '*': 0.25 },
  perMillionTokens: undefined,
  source: 'test',
  asOf: '2026-11-20',
};

/** Metrics of a pipeline with one provider; `lines` are the samples that begin with a word. */
function setUp(changes: Parameters<typeof fakeProvider>[0] = {}) {
  const provider = fakeProvider({ rows: [testCapability({ price })], ...changes });
  const queue = { size: 3 };
  const metrics = createMetrics({ queue, providers: [provider] });
  const parts = createTestParts({ providers: [provider], telemetry: metrics });
  const pipeline = createPipeline(parts);
  const paint = async (wishes: Parameters<typeof testRequest>[0] = {}): Promise<Generation> =>
    (await pipeline.begin(testRequest(wishes), testCaller())).done;
  const lines = (word: string) =>
    metrics
      .text()
      .split('\n')
      .filter((line) => line.startsWith(word));
  return { metrics, paint, lines };
}

describe('the metrics', () => {
  it('tell how long a generation took, what it made and what it cost', async () => {
    const { paint, lines } = setUp();
    await paint({ n: 2 });
    const labels = '{provider="brush",model="brush-1",status="hosted"}';
    expect(lines('maliang_generation_duration_seconds_count')).toEqual([
      `maliang_generation_duration_seconds_count${labels} 1`,
    ]);
    expect(lines('maliang_images_total')).toEqual(['maliang_images_total 2']);
    expect(lines('maliang_cost_usd_total')).toEqual(['maliang_cost_usd_total 0.5']);
    expect(lines('maliang_queue_depth')).toEqual(['maliang_queue_depth 3']);
  });

  it('count what the operator’s limits took away', () => {
    const { metrics, lines } = setUp();
    metrics.imagesExpired({ count: 2, bytes: 300 });
    metrics.imagesExpired({ count: 1, bytes: 50 });
    expect(lines('maliang_images_expired')).toEqual([
      'maliang_images_expired_total 3',
      'maliang_images_expired_bytes_total 350',
    ]);
  });

  it('count how often receivers were told of an end', () => {
    const { metrics, lines } = setUp();
    metrics.webhookTried('failed');
    metrics.webhookTried('failed');
    metrics.webhookTried('delivered');
    expect(lines('maliang_webhooks_total')).toEqual([
      'maliang_webhooks_total{status="failed"} 2',
      'maliang_webhooks_total{status="delivered"} 1',
    ]);
  });

  it('count an upstream’s failure once, by its code, and no failure of ours', async () => {
    const { metrics, paint, lines } = setUp({
      script: () => {
        const values = { provider: 'brush', status: 500, reason: 'no paint' };
        throw new AppError('upstream_failed', values);
      },
    });
    await paint();
    metrics.callFailed('brush', new AppError('internal', { reason: 'a full disk' }));
    metrics.callFailed('brush', new TypeError('a mistake'));
    expect(lines('maliang_upstream_errors_total')).toEqual([
      'maliang_upstream_errors_total{provider="brush",class="failed"} 1',
    ]);
    expect(lines('maliang_generation_duration_seconds_count')[0]).toContain('status="failed"');
    expect(lines('maliang_images_total')).toEqual(['maliang_images_total 0']);
  });

  it('have no label that a caller can fill, and nothing of the prompt', async () => {
    const { metrics, paint, lines } = setUp({ permissive: testCapability({ model: 'any' }) });
    for (let index = 0; index < 5; index += 1) await paint({ model: `made-up-${index}` });
    expect(lines('maliang_generation_duration_seconds_count')).toEqual([
      'maliang_generation_duration_seconds_count{provider="brush",model="other",status="hosted"} 5',
    ]);
    metrics.requestAnswered({ route: '/v1/models', method: 'BREW', status: 404, seconds: 0.01 });
    expect(lines('maliang_http_request_duration_seconds_count')).toEqual([
      'maliang_http_request_duration_seconds_count{route="/v1/models",method="other",code="404"} 1',
    ]);
    expect(metrics.text()).not.toContain('fox');
  });

  it('count what a caller paid as images, but not as our money', async () => {
    const { paint, lines } = setUp();
    await paint({ upstream: { apiKey: 'sk-own', baseUrl: undefined } });
    expect(lines('maliang_images_total')).toEqual(['maliang_images_total 1']);
    expect(lines('maliang_cost_usd_total')).toEqual(['maliang_cost_usd_total 0']);
  });
});
