import { describe, expect, it } from 'vitest';
import type { Model } from '../api/shapes.ts';
import { fitMore, isUsable, moreFields, readMore } from './more.ts';

const plain = { title: '', max_n: 1, edit: true, max_inputs: 1, mask: false };

function model(own: Partial<Model['maliang']>): Model {
  return {
    id: 'a/m',
    owned_by: 'a',
    maliang: { ...plain, stream: false, seed: false, ...own },
  };
}

const rich = model({
  backgrounds: ['auto', 'opaque', 'transparent'],
  formats: ['png', 'jpeg', 'gif'],
  compression: true,
  moderation: true,
  input_fidelity: true,
  options: {
    complexity: { type: 'integer', minimum: 1, maximum: 5 },
    frames: { type: 'integer', minimum: 1, only_with: { output_format: 'gif' } },
    something_new: { type: 'string', enum: ['a', 'b'] },
  },
});

describe('the rarer parameters of a model', () => {
  it('all have a field, also those nobody here has heard of', () => {
    expect(moreFields(rich).map(({ name }) => name)).toEqual([
      'background',
      'output_format',
      'output_compression',
      'moderation',
      'input_fidelity',
      'complexity',
      'frames',
      'something_new',
    ]);
    expect(moreFields(model({ formats: ['png'], backgrounds: [] }))).toEqual([]);
  });

  it('are shown where they mean something beside what else is chosen', () => {
    const usable = (values: Record<string, string>, hasInputs: boolean) =>
      moreFields(rich)
        .filter((field) => isUsable(field, values, hasInputs))
        .map(({ name }) => name);
    expect(usable({}, false)).not.toContain('input_fidelity');
    expect(usable({}, true)).toContain('input_fidelity');
    expect(usable({}, false)).not.toContain('frames');
    expect(usable({ output_format: 'gif' }, false)).toContain('frames');
    expect(usable({ output_format: 'gif' }, false)).not.toContain('output_compression');
    expect(usable({ output_format: 'jpeg' }, false)).toContain('output_compression');
  });

  it('are sent to a model only as it takes them', () => {
    const wished = { background: 'pink', output_format: 'jpeg', output_compression: 80, frames: 3 };
    expect(fitMore(wished, rich)).toEqual({ output_format: 'jpeg', output_compression: 80 });
    expect(fitMore({ complexity: 9, something_new: 'b' }, rich)).toEqual({ something_new: 'b' });
    expect(fitMore(wished, model({}))).toEqual({});
  });

  it('are read back from a record, and nothing else of it', () => {
    const parameters = {
      size: '1024x1024',
      n: 2,
      inputs: ['x'],
      complexity: 3,
      background: 'auto',
    };
    expect(readMore(parameters, rich)).toEqual({ background: 'auto', complexity: 3 });
  });
});
