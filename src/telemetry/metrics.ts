import { toAppError } from '../core/errors.ts';
import type { Provider } from '../core/provider.ts';
import type { Queue } from '../core/queue.ts';
import type { Telemetry } from '../core/telemetry.ts';
import { createMetricRegistry, type MetricRegistry } from '../kit/prometheus.ts';

/** What the metrics ask of the rest of the process. */
export interface MetricsOptions {
  queue: Pick<Queue, 'size'>;
  /** Models that none of them lists are counted together. */
  providers: readonly Pick<Provider, 'name' | 'models' | 'pause'>[];
}

/** A telemetry that counts, and tells what it counted. */
export interface Metrics extends Telemetry {
  /** In the text format of Prometheus. */
  text(): string;
}

/** Seconds. */
const answerBounds = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
/** Seconds. */
const generationBounds = [0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600];

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];

/** Errors of an upstream whose code does not say so. */
const upstreamCodes: readonly string[] = ['moderation_blocked', 'outcome_unknown', 'timed_out'];

/** Makes the counters behind `/metrics`; every label has a bounded set of values. */
export function createMetrics({ queue, providers }: MetricsOptions): Metrics {
  const registry = createMetricRegistry();
  const answers = registry.histogram(
    'maliang_http_request_duration_seconds',
    'From the head of a request to the last byte of its answer; code 499 where the client left before.',
    ['route', 'method', 'code'],
    answerBounds,
  );
  const generations = registry.histogram(
    'maliang_generation_duration_seconds',
    'From accepting a generation to its final state.',
    ['provider', 'model', 'status'],
    generationBounds,
  );
  const images = registry.counter('maliang_images_total', 'Images made and kept.');
  const cost = registry.counter(
    'maliang_cost_usd_total',
    'US dollars the operator paid, as far as known; what callers paid themselves is not in it.',
  );
  const depth = 'Generations under way in this process.';
  registry.gauge('maliang_queue_depth', depth, () => queue.size);
  tellPaused(registry, providers);
  const errors = registry.counter(
    'maliang_upstream_errors_total',
    'Calls to providers that failed, by the code of the error.',
    ['provider', 'class'],
  );
  const uploads = registry.counter('maliang_uploads_total', 'Images given to an image host.', [
    'host',
    'status',
  ]);

  const webhooks = registry.counter(
    'maliang_webhooks_total',
    'Attempts to tell a receiver that a generation has ended.',
    ['status'],
  );

  function listed(name: string, model: string): string {
    const rows = providers.find((provider) => provider.name === name)?.models() ?? [];
    return rows.some((row) => row.model === model) ? model : 'other';
  }

  return {
    text: registry.text,
    async watchGeneration(_accepted, _trace, work) {
      const end = await work();
      const { provider, model, state: status, assets, createdAt, endedAt } = end.generation;
      const seconds = ((endedAt ?? createdAt) - createdAt) / 1000;
      generations.observe({ provider, model: listed(provider, model), status }, seconds);
      images.add({}, assets.length);
      if (!end.generation.callerPaid) cost.add({}, end.generation.cost?.usd ?? 0);
      return end;
    },
    callFailed(provider, failure) {
      const { code } = toAppError(failure);
      const isUpstreams = code.startsWith('upstream_') || upstreamCodes.includes(code);
      if (isUpstreams) errors.add({ provider, class: code.replace(/^upstream_/, '') });
    },
    uploadEnded: (host, ok) => uploads.add({ host, status: ok ? 'ok' : 'failed' }),
    imagesExpired: countExpired(registry),
    webhookTried: (status) => webhooks.add({ status }),
    requestAnswered({ route, method, status, seconds }) {
      const known = methods.includes(method) ? method : 'other';
      answers.observe({ route, method: known, code: String(status) }, seconds);
    },
  };
}

function tellPaused(registry: MetricRegistry, providers: MetricsOptions['providers']): void {
  registry.gauges(
    'maliang_provider_paused',
    '1 while nothing is sent to a provider, because it failed again and again or its keys were refused.',
    'provider',
    () => providers.map(({ name, pause }) => [name, pause?.() ? 1 : 0]),
  );
}

function countExpired(registry: MetricRegistry): Telemetry['imagesExpired'] {
  const images = registry.counter(
    'maliang_images_expired_total',
    'Images whose copy here was removed by RETENTION_DAYS or STORAGE_LIMIT.',
  );
  const size = registry.counter(
    'maliang_images_expired_bytes_total',
    'What these copies took, in bytes.',
  );
  return ({ count, bytes }) => {
    images.add({}, count);
    size.add({}, bytes);
  };
}
