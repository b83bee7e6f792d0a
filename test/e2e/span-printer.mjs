// What an OpenTelemetry SDK would register, as small as it can be: it prints every span to stderr.
import { AsyncLocalStorage } from 'node:async_hooks';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';

const storage = new AsyncLocalStorage();
context.setGlobalContextManager({
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (active, work, self, ...words) => storage.run(active, () => work.apply(self, words)),
  bind: (_active, target) => target,
  enable() {
    return this;
  },
  disable() {
    return this;
  },
});
propagation.setGlobalPropagator({
  fields: () => ['traceparent'],
  inject: () => {},
  extract(parent, carrier) {
    const [, traceId, spanId] = carrier.traceparent.split('-');
    return trace.setSpanContext(parent, { traceId, spanId, traceFlags: 1, isRemote: true });
  },
});
trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan }) });

function startSpan(name, options, parent) {
  const attributes = { ...options.attributes };
  return {
    spanContext: () => ({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 }),
    setAttribute: (key, value) => Object.assign(attributes, { [key]: value }),
    setAttributes: (more) => Object.assign(attributes, more),
    setStatus: () => {},
    end() {
      const span = { name, parent: trace.getSpanContext(parent)?.spanId, attributes };
      process.stderr.write(`span ${JSON.stringify(span)}\n`);
    },
  };
}
