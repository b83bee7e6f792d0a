import {
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { toAppError } from '../core/errors.ts';
import type { Generation } from '../core/generation.ts';
import type { Outcome, Telemetry } from '../core/telemetry.ts';
import type { TraceContext } from '../core/trace-context.ts';

/** Where the semantic conventions have another word for a provider than we. */
const providerNames: Readonly<Record<string, string>> = { xai: 'x_ai' };

/**
 * Tells OpenTelemetry of every generation, as the semantic conventions for generative AI name
 * things; without an SDK in the process nothing comes of it. Prompts are never told.
 */
export function createTracing(): Telemetry {
  return {
    watchGeneration(accepted, caller, work) {
      const parent = findParent(caller);
      const tracer = trace.getTracer('maliang');
      const name = `generate_content ${accepted.model}`;
      const options = { kind: SpanKind.CLIENT, attributes: describeRequest(accepted) };
      const span = tracer.startSpan(name, options, parent);
      return context.with(trace.setSpan(parent, span), () => endWith(span, work));
    },
    callFailed: () => {},
    uploadEnded: () => {},
    imagesExpired: () => {},
    webhookTried: () => {},
    requestAnswered: () => {},
  };
}

/** Where something in this process traces requests already, its span knows more than the headers. */
function findParent(caller: TraceContext | undefined): Context {
  const active = context.active();
  if (!caller || trace.getSpan(active)) return active;
  const { traceparent, tracestate } = caller;
  const carrier = { traceparent, ...(tracestate !== undefined && { tracestate }) };
  return propagation.extract(active, carrier);
}

async function endWith<End extends Outcome>(span: Span, work: () => Promise<End>): Promise<End> {
  try {
    const end = await work();
    const { usage, provider, model } = end.generation;
    span.setAttributes({
      // Another one may have painted than was asked first.
      'gen_ai.provider.name': providerNames[provider] ?? provider,
      'gen_ai.response.model': model,
      ...(usage?.inputTokens !== undefined && { 'gen_ai.usage.input_tokens': usage.inputTokens }),
      ...(usage?.outputTokens !== undefined && {
        'gen_ai.usage.output_tokens': usage.outputTokens,
      }),
    });
    if (end.error) markFailed(span, end.error);
    return end;
  } catch (thrown) {
    markFailed(span, thrown);
    throw thrown;
  } finally {
    span.end();
  }
}

/** The code alone: the words of an error may quote what was asked. */
function markFailed(span: Span, thrown: unknown): void {
  const { code } = toAppError(thrown);
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
}

function describeRequest({ id, provider, model, parameters }: Generation) {
  const { n } = parameters;
  return {
    'gen_ai.operation.name': 'generate_content',
    'gen_ai.output.type': 'image',
    'gen_ai.provider.name': providerNames[provider] ?? provider,
    'gen_ai.request.model': model,
    ...(typeof n === 'number' && { 'gen_ai.request.choice.count': n }),
    'maliang.generation.id': id,
  };
}
