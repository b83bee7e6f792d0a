import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  trace,
} from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestParts, fakeProvider, painted } from '../../test/fakes/parts.ts';
import { testCaller, testRequest } from '../../test/fakes/wishes.ts';
import { AppError } from '../core/errors.ts';
import { createPipeline } from '../core/generate.ts';
import { createTracing } from './tracing.ts';

interface SeenSpan {
  name: string;
  attributes: Attributes;
  parent: string | undefined;
  status: SpanStatus | undefined;
  ended: boolean;
}

/** What an SDK would register: contexts that follow the work, spans that are looked at, one header. */
function registerSdk(spans: SeenSpan[]): void {
  const storage = new AsyncLocalStorage<Context>();
  context.setGlobalContextManager({
    active: () => storage.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...words) =>
      storage.run(active, () => work.apply(self as never, words)),
    bind: (_active, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  trace.setGlobalTracerProvider({
    getTracer: () => ({
      startSpan: (name, options, parent) => startSpan(spans, name, options, parent),
      startActiveSpan: () => {
        throw new Error('not used');
      },
    }),
  });
  propagation.setGlobalPropagator({
    fields: () => ['traceparent'],
    inject: () => {},
    extract: (parent, carrier: Record<string, string>) => {
      const [, traceId = '', spanId = ''] = carrier.traceparent?.split('-') ?? [];
      return trace.setSpanContext(parent, { traceId, spanId, traceFlags: 1, isRemote: true });
    },
  });
}

function startSpan(
  spans: SeenSpan[],
  name: string,
  options: SpanOptions = {},
  parent: Context = ROOT_CONTEXT,
): Span {
  const seen: SeenSpan = {
    name,
    attributes: { ...options.attributes },
    parent: trace.getSpanContext(parent)?.spanId,
    status: undefined,
    ended: false,
  };
  spans.push(seen);
  const own: SpanContext = {
    traceId: 'a'.repeat(32),
    spanId: `span-${spans.length}`,
    traceFlags: 1,
  };
  const span: Partial<Span> = {
    spanContext: () => own,
    setAttribute(key, value) {
      seen.attributes[key] = value;
      return this as Span;
    },
    setAttributes(more) {
      Object.assign(seen.attributes, more);
      return this as Span;
    },
    setStatus(status) {
      seen.status = status;
      return this as Span;
    },
    end: () => {
      seen.ended = true;
    },
  };
  return span as Span;
}

describe('tracing', () => {
  let spans: SeenSpan[];
  beforeEach(() => {
    spans = [];
    registerSdk(spans);
  });
  afterEach(() => {
    context.disable();
    trace.disable();
    propagation.disable();
  });

  const caller = testCaller({
    trace: {
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      tracestate: undefined,
    },
  });
  const paint = async (provider = fakeProvider()) => {
    const parts = createTestParts({ providers: [provider], telemetry: createTracing() });
    const job = await createPipeline(parts).begin(testRequest({ n: 2 }), caller);
    return job.done;
  };

  it('tells a generation as a span of its caller’s trace, by the names of the conventions', async () => {
    const { id } = await paint();
    expect(spans).toEqual([
      {
        name: 'generate_content brush-1',
        attributes: {
          'gen_ai.operation.name': 'generate_content',
          'gen_ai.output.type': 'image',
          'gen_ai.provider.name': 'brush',
          'gen_ai.request.model': 'brush-1',
          'gen_ai.request.choice.count': 2,
          'gen_ai.response.model': 'brush-1',
          'maliang.generation.id': id,
        },
        parent: '00f067aa0ba902b7',
        status: undefined,
        ended: true,
      },
    ]);
  });

  it('is the parent of what the provider does', async () => {
    let within: string | undefined;
    const script = async function* () {
      within = trace.getSpanContext(context.active())?.spanId;
      yield painted(0);
      yield painted(1);
    };
    await paint(fakeProvider({ script }));
    expect(within).toBe('span-1');
  });

  it('takes a span that is active already for its parent', async () => {
    const outer = trace.setSpan(context.active(), startSpan(spans, 'POST /v1/images/generations'));
    await context.with(outer, () => paint());
    expect(spans.map(({ name, parent }) => [name, parent])).toEqual([
      ['POST /v1/images/generations', undefined],
      ['generate_content brush-1', 'span-1'],
    ]);
  });

  it('tells a failure by its code alone', async () => {
    const script = () => {
      const values = { provider: 'brush', reason: 'a fox in the snow is not allowed' };
      throw new AppError('moderation_blocked', values);
    };
    await paint(fakeProvider({ script }));
    expect(spans[0]).toMatchObject({
      status: { code: 2, message: 'moderation_blocked' },
      attributes: { 'error.type': 'moderation_blocked' },
      ended: true,
    });
    expect(JSON.stringify(spans)).not.toContain('fox');
  });
});

it('without an SDK tracing does nothing, and the work is done', async () => {
  const parts = createTestParts({ telemetry: createTracing() });
  const job = await createPipeline(parts).begin(testRequest(), testCaller());
  expect((await job.done).state).toBe('hosted');
});
