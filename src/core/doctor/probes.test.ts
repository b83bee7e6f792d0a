import { describe, expect, it } from 'vitest';
import { demoProvider } from '../../providers/demo.ts';
import type { Capability } from '../capability.ts';
import { cheapestRow, planProbes, probesCost } from './probes.ts';

const [demo] = demoProvider().models();
if (!demo) throw new Error('the demo provider has a model');
const priced = (model: string, usd: number | undefined): Capability => ({
  ...demo,
  model,
  price: usd === undefined ? undefined : { ...price, perImage: { '*': usd } },
});
const price = { perImage: {}, perMillionTokens: undefined, source: 'a list', asOf: '2026-01-01' };

describe('the probes', () => {
  it('ask for the smallest size that is no square, since squares prove nothing', () => {
    expect(planProbes(demo).first.size).toBe('384x256');
    const named = { named: ['1024x1024', '1792x1024', '1536x1024'], free: undefined };
    expect(planProbes({ ...demo, sizes: named }).first.size).toBe('1536x1024');
    const ratios = { named: ['1:1', '16:9'], free: undefined };
    expect(planProbes({ ...demo, sizes: ratios }).first.size).toBe('16:9');
  });

  it('cost what all their pictures cost', () => {
    // One, the same again, two with another seed, one masked.
    expect(probesCost(priced('a', 0.01))).toBeCloseTo(0.05);
  });

  it('are of unknown cost where the price is, never free', () => {
    expect(probesCost(priced('a', undefined))).toBeUndefined();
  });

  it('go to the cheapest model, and to one of unknown price only where there is no other', () => {
    const rows = [priced('unknown', undefined), priced('dear', 0.2), priced('cheap', 0.01)];
    expect(cheapestRow(rows, 'dear')?.model).toBe('cheap');
    expect(cheapestRow([priced('a', undefined), priced('b', undefined)], 'b')?.model).toBe('b');
    const gone = { ...priced('gone', 0), retired: { on: '2026-01-01', successor: 'cheap' } };
    expect(cheapestRow([gone, ...rows], '')?.model).toBe('cheap');
  });
});
