import { describe, expect, it } from 'vitest';
import { demoProvider } from '../../providers/demo.ts';
import {
  type MeasuredModel,
  mergeMeasured,
  parseMeasured,
  withMeasured,
  writeMeasured,
} from './measured.ts';

const found: MeasuredModel = {
  ...{ provider: 'demo', model: 'demo', on: '2026-11-20', size: '1536x1024' },
  traits: { size: 'ignored', n: 'refused', seed: 'ignored', mask: 'ignored' },
};

describe('what was measured', () => {
  it('takes back what a row promises, and says since when', () => {
    const [row] = withMeasured(demoProvider(), [found]).models();
    expect(row).toMatchObject({ verified: 'live', seed: false, mask: false, maxN: 1 });
    expect(row?.measured).toEqual({ on: '2026-11-20', traits: found.traits });
    expect(row?.sizes?.free).toBeUndefined();
    expect(row?.sizes?.named).toContain('1024x1024');
    expect(row?.sizes?.named).not.toContain('1536x1024');
  });

  it('leaves other models and other providers as they are', () => {
    const provider = demoProvider();
    expect(withMeasured(provider, [{ ...found, provider: 'openai' }])).toBe(provider);
    const other = withMeasured(provider, [{ ...found, model: 'another' }]);
    expect(other.models()).toEqual(provider.models());
  });

  it('adds a model that only a permissive provider knows', () => {
    const [row] = demoProvider().models();
    const provider = { ...demoProvider(), models: () => [], permissive: row };
    const [added] = withMeasured(provider, [{ ...found, model: 'mine' }]).models();
    expect(added).toMatchObject({ model: 'mine', title: 'mine', seed: false, verified: 'live' });
  });

  it('comes back from its file as it went in, the newest of each model alone', () => {
    const newer = { ...found, on: '2026-12-01' };
    const merged = mergeMeasured([found, { ...found, model: 'other' }], [newer]);
    expect(merged.map(({ model, on }) => [model, on])).toEqual([
      ['other', '2026-11-20'],
      ['demo', '2026-12-01'],
    ]);
    expect(parseMeasured(writeMeasured(merged))).toEqual(merged);
  });

  it('is nothing where the file is broken, and leaves out rows and words it does not know', () => {
    expect(parseMeasured('{')).toBeUndefined();
    expect(parseMeasured('[]')).toBeUndefined();
    const odd = { ...found, traits: { seed: 'maybe', mask: 'ignored', wings: 'ignored' } };
    expect(parseMeasured(JSON.stringify({ measured: [{ provider: 1 }, null, odd] }))).toEqual([
      { ...found, traits: { mask: 'ignored' } },
    ]);
  });
});
