import { describe, expect, it } from 'vitest';
import { testCapability, testRequest } from '../../../test/fakes/wishes.ts';
import type { Capability } from '../capability.ts';
import { AppError } from '../errors.ts';
import type { GenerateRequest } from '../generation.ts';
import { fitOptions, optionAbout } from './fit-options.ts';

const options: Capability['options'] = {
  complexity: { values: ['low', 'high'] },
  frames: { min: 2, max: 16, onlyWith: 'gif' },
  pause: { min: 20, max: undefined },
  svg: false,
};

function fit(
  extra: GenerateRequest['extra'],
  wishes: Partial<GenerateRequest> = {},
  more: Partial<Capability> = {},
) {
  return fitOptions(testRequest({ extra, ...wishes }), testCapability({ options, ...more }));
}

function refused(extra: GenerateRequest['extra']): AppError {
  try {
    fit(extra, { outputFormat: 'gif' });
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
  }
  throw new Error('it was not refused');
}

describe('parameters of a model’s own', () => {
  it('are passed on in every legal value, numbers also as text', () => {
    const extra = { complexity: 'high', frames: '16', pause: 1_000_000, steps: 4 };
    expect(fit(extra, { outputFormat: 'gif' })).toEqual({
      extra: { complexity: 'high', frames: 16, pause: 1_000_000, steps: 4 },
      warnings: [],
    });
    expect(fit(undefined)).toEqual({ extra: undefined, warnings: [] });
  });

  it.each([
    [{ complexity: 'endless' }, 'complexity', 'one of low, high'],
    [{ complexity: 7 }, 'complexity', 'a text'],
    [{ frames: 17 }, 'frames', 'a whole number from 2 to 16'],
    [{ frames: 2.5 }, 'frames', 'a whole number from 2 to 16'],
    [{ pause: 19 }, 'pause', 'a whole number from 20'],
  ])('are refused as %j, with what they may be', (extra, param, legal) => {
    const error = refused(extra);
    expect(error.details.param).toBe(param);
    expect(error.message).toContain(legal);
  });

  it('are left out and reported where such a value is not worth a refusal', () => {
    const { extra, warnings } = fit({ complexity: 'endless', steps: 4 }, { lenient: true });
    expect(extra).toEqual({ steps: 4 });
    expect(warnings).toMatchObject([{ code: 'value_dropped', values: { param: 'complexity' } }]);
  });

  it.each([
    [{ svg: {} }, {}],
    [{ frames: 4 }, { outputFormat: 'png' }],
    [{ frames: 4 }, {}],
  ])('%j is left out and reported where the model has it not, or not so', (extra, wishes) => {
    const fitted = fit(extra, wishes);
    const [param] = Object.keys(extra);
    expect(fitted.extra).toBeUndefined();
    expect(fitted.warnings).toMatchObject([{ code: 'parameter_dropped', values: { param } }]);
  });

  it('that no row names are passed on where the model takes anything, and else reported', () => {
    expect(fit({ steps: 4, constructor: 1 }).extra).toEqual({ steps: 4, constructor: 1 });
    const closed = fit({ steps: 4, complexity: 'low' }, {}, { passUnknown: false });
    expect(closed.extra).toEqual({ complexity: 'low' });
    expect(closed.warnings).toMatchObject([{ values: { param: 'steps' } }]);
  });

  it('are told in both languages', () => {
    expect(optionAbout({ values: ['a', 'b'] })).toEqual({ en: 'one of a, b', zh: 'a, b 之一' });
    expect(optionAbout({ min: 2, max: 16 }).zh).toBe('2 到 16 的整数');
    expect(optionAbout({ min: 20, max: undefined })).toEqual({
      en: 'a whole number, 20 or more',
      zh: '不小于 20 的整数',
    });
  });
});
