/** A trace that a caller's request is part of, as W3C Trace Context writes it. */
export interface TraceContext {
  traceparent: string;
  tracestate: string | undefined;
}

const longestTracestate = 512;

/** The trace that a request names; undefined where it names none, or not in this form. */
export function readTraceContext(
  traceparent: unknown,
  tracestate: unknown,
): TraceContext | undefined {
  if (typeof traceparent !== 'string') return undefined;
  if (!/^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/.test(traceparent)) return undefined;
  const isState = typeof tracestate === 'string' && tracestate.length <= longestTracestate;
  return { traceparent, tracestate: isState ? tracestate : undefined };
}
