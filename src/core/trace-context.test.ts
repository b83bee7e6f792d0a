import { describe, expect, it } from 'vitest';
import { readTraceContext } from './trace-context.ts';

const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

describe('a trace context', () => {
  it('is what the caller names, with its state where it has one', () => {
    const state = 'congo=t61rcWkgMzE';
    expect(readTraceContext(traceparent, state)).toEqual({ traceparent, tracestate: state });
    expect(readTraceContext(traceparent, undefined)?.tracestate).toBeUndefined();
  });

  it('is none where it is missing or malformed, and its state alone counts for nothing', () => {
    const wrong = [
      undefined,
      7,
      '',
      'x',
      `${traceparent}\n`,
      traceparent.toUpperCase(),
      [traceparent],
    ];
    for (const value of wrong) expect(readTraceContext(value, 'a=b')).toBeUndefined();
  });

  it('leaves a state out that is too long to pass on', () => {
    expect(readTraceContext(traceparent, 'a'.repeat(513))?.tracestate).toBeUndefined();
  });
});
