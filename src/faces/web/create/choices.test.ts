import { describe, expect, it } from 'vitest';
import type { Model } from '../api/shapes.ts';
import { fitChoices, nameRatio, qualityChoices, readShape, sizeChoices } from './choices.ts';

function model(own: Partial<Model['maliang']>): Model {
  return {
    id: 'openai/gpt-image-2',
    owned_by: 'openai',
    maliang: {
      title: 'A model',
      max_n: 1,
      edit: true,
      max_inputs: 16,
      mask: true,
      stream: true,
      seed: false,
      ...own,
    },
  };
}

const any = { model: '', size: undefined, quality: undefined, n: 1, seed: undefined, more: {} };

describe('a form drawn from what a model can do', () => {
  it('offers its sizes by their shape, the default first', () => {
    const choices = sizeChoices(model({ sizes: ['1024x1024', '1536x1024', 'auto'] }));
    expect(choices.map(({ value, name }) => [value, name])).toEqual([
      ['1024x1024', '1:1'],
      ['1536x1024', '3:2'],
      ['auto', undefined],
    ]);
  });

  it('offers more shapes where any size is taken, as far as it is taken', () => {
    const free = {
      step: 16,
      minSide: 256,
      maxSide: 4096,
      minPixels: 1,
      maxPixels: 1e7,
      maxRatio: 2,
    };
    const values = sizeChoices(model({ sizes: ['1024x1024'], free_sizes: free })).map(
      ({ value }) => value,
    );
    expect(values).toEqual(['1024x1024', '16:9', '9:16', '4:3', '3:4']);
  });

  it('has no field for a parameter the model does not have', () => {
    expect(sizeChoices(model({ sizes: [] }))).toEqual([]);
    expect(qualityChoices(model({ qualities: [] }))).toEqual([]);
  });

  it('offers the usual where nobody knows what the model takes', () => {
    expect(sizeChoices(model({}))).toHaveLength(3);
    expect(qualityChoices(model({}))).toContain('high');
  });

  it('never asks for what the model does not take', () => {
    const kept = { ...any, size: '21:9', quality: 'hd', n: 40, seed: 7 };
    const own = { sizes: ['1:1', '16:9'], qualities: ['low', 'high'] };
    expect(fitChoices(kept, model(own))).toEqual({
      model: 'openai/gpt-image-2',
      size: '1:1',
      quality: 'low',
      n: 10,
      seed: undefined,
      more: {},
    });
    expect(fitChoices(kept, model({ ...own, seed: true })).seed).toBe(7);
  });
});

describe('a shape', () => {
  it('is read from pixels and from ratios', () => {
    expect(readShape('1536x1024')).toBe(1.5);
    expect(readShape('9:16')).toBe(0.5625);
    for (const odd of ['auto', '', '0x10', 'a:b', '10']) expect(readShape(odd)).toBeUndefined();
  });

  it('has the name people use', () => {
    expect([1, 1.5, 16 / 9, 2 / 3, 1792 / 1024].map(nameRatio)).toEqual([
      '1:1',
      '3:2',
      '16:9',
      '2:3',
      '1.75:1',
    ]);
  });
});
