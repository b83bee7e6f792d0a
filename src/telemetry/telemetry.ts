import type { Telemetry } from '../core/telemetry.ts';
import { createMetrics, type MetricsOptions } from './metrics.ts';
import { createTracing } from './tracing.ts';

/** The telemetry of a process: metrics, whose text `metrics` gives, and traces around them. */
export function createTelemetry(options: MetricsOptions): Telemetry & { metrics(): string } {
  const { text, ...metrics } = createMetrics(options);
  return { ...bothTelemetries(createTracing(), metrics), metrics: text };
}

/** Tells two watchers of everything; the work runs within both. */
export function bothTelemetries(outer: Telemetry, inner: Telemetry): Telemetry {
  return {
    watchGeneration: (accepted, trace, work) =>
      outer.watchGeneration(accepted, trace, () => inner.watchGeneration(accepted, trace, work)),
    callFailed(provider, failure) {
      outer.callFailed(provider, failure);
      inner.callFailed(provider, failure);
    },
    uploadEnded(host, ok) {
      outer.uploadEnded(host, ok);
      inner.uploadEnded(host, ok);
    },
    imagesExpired(gone) {
      outer.imagesExpired(gone);
      inner.imagesExpired(gone);
    },
    webhookTried(outcome) {
      outer.webhookTried(outcome);
      inner.webhookTried(outcome);
    },
    requestAnswered(request) {
      outer.requestAnswered(request);
      inner.requestAnswered(request);
    },
  };
}
