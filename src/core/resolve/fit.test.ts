import { describe, expect, it } from 'vitest';
import { foreignWords } from '../../../test/fakes/bilingual.ts';
import { fakeProvider } from '../../../test/fakes/parts.ts';
import { testCapability, testInput, testRequest } from '../../../test/fakes/wishes.ts';
import type { Capability } from '../capability.ts';
import { AppError } from '../errors.ts';
import type { GenerateRequest } from '../generation.ts';
import { namedInput } from '../inputs.ts';
import { fitToCapability, sizesAbout } from './fit.ts';

const anySize = {
  step: 16,
  minSide: 256,
  maxSide: 2048,
  minPixels: 65_536,
  maxPixels: 4_194_304,
  maxRatio: 3,
};

function fit(wishes: Partial<GenerateRequest>, changes: Partial<Capability> = {}) {
  const capability = testCapability(changes);
  return fitToCapability(testRequest(wishes), capability, [fakeProvider({ rows: [capability] })]);
}

function refused(wishes: Partial<GenerateRequest>, changes: Partial<Capability> = {}): AppError {
  try {
    fit(wishes, changes);
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
  }
  throw new Error('it was not refused');
}

describe('fitToCapability', () => {
  it('leaves what the model can do as it is', () => {
    const wishes = { size: '1024x1024', quality: 'high', outputFormat: 'png', seed: 1, user: 'u' };
    expect(fit(wishes)).toEqual({ request: testRequest(wishes), warnings: [] });
    expect(fit({})).toEqual({ request: testRequest(), warnings: [] });
  });

  it.each<[string, Partial<GenerateRequest>, string, string]>([
    ['size', { size: 'huge' }, 'size', '1024x1024'],
    ['size that is not painted', { size: '800x600' }, 'size', '1536x1024'],
    ['ratio that is not painted', { size: '16:9' }, 'size', 'a ratio of these'],
    ['quality', { quality: 'superb' }, 'quality', 'low, high'],
    ['format', { outputFormat: 'tiff' }, 'output_format', 'png, jpeg'],
    ['background', { background: 'green' }, 'background', 'auto, transparent'],
  ])('refuses a %s the model does not know, with the legal ones', (_, wishes, param, legal) => {
    const error = refused(wishes);
    expect(error).toMatchObject({ code: 'invalid_value', details: { param } });
    expect(error.message).toContain(legal);
  });

  it.each<[Partial<GenerateRequest>, Partial<Capability>, string]>([
    [{ size: '1x1' }, { sizes: { named: [], free: undefined } }, 'size'],
    [{ quality: 'high' }, { qualities: [] }, 'quality'],
    [{ outputFormat: 'png' }, { formats: [] }, 'output_format'],
    [{ background: 'auto' }, { backgrounds: [] }, 'background'],
    [{ outputCompression: 5 }, { compression: false }, 'output_compression'],
    [{ moderation: 'low' }, { moderation: false }, 'moderation'],
    [{ inputFidelity: 'high' }, { inputFidelity: false }, 'input_fidelity'],
    [{ style: 'vivid' }, { style: false }, 'style'],
    [{ user: 'me' }, { user: false }, 'user'],
    [{ seed: 0 }, { seed: false }, 'seed'],
    [{ inputs: [testInput()], mask: testInput() }, { mask: false }, 'mask'],
    [{ extra: { steps: 30 } }, { passUnknown: false }, 'steps'],
  ])('drops %j where the model has no such parameter, and says so', (wishes, changes, param) => {
    const { request, warnings } = fit(wishes, changes);
    expect(warnings).toEqual([{ code: 'parameter_dropped', values: { param, model: 'brush-1' } }]);
    const [name = ''] = Object.keys(wishes).slice(-1);
    expect(request).toMatchObject({ [name]: undefined });
  });

  it('takes an id of the vendor’s files only where the vendor is asked, and no markup with it', () => {
    const inputs = [namedInput('image', 'file-abc')];
    expect(fit({ inputs }, { fileIds: true }).request.inputs).toEqual(inputs);
    const wrong: [Partial<GenerateRequest>, Partial<Capability>, string][] = [
      [{ inputs }, {}, 'image'],
      [{ inputs: [testInput()], mask: namedInput('mask', 'file-m') }, {}, 'mask'],
      [{ inputs: [testInput()], markup: namedInput('markup', 'file-m') }, {}, 'markup'],
      [{ inputs, markup: testInput() }, { fileIds: true }, 'image'],
    ];
    for (const [wishes, changes, param] of wrong) {
      expect(refused(wishes, changes)).toMatchObject({ code: 'invalid_value', details: { param } });
    }
  });

  it('lets anything pass where nobody knows what the model can do', () => {
    const unknown = { sizes: undefined, qualities: undefined, formats: undefined };
    const wishes = { size: '7x7', quality: 'superb', outputFormat: 'tiff' };
    expect(fit(wishes, { ...unknown, backgrounds: undefined })).toMatchObject({
      request: wishes,
      warnings: [],
    });
  });

  it.each([
    ['1:1', '1024x1024'],
    ['3:2', '1536x1024'],
    ['1024X1024', '1024x1024'],
    ['1536 × 1024', '1536x1024'],
    ['auto', 'auto'],
  ])('sends the size %j as %j', (asked, sent) => {
    expect(fit({ size: asked })).toMatchObject({ request: { size: sent }, warnings: [] });
  });

  it.each([
    ['800*608', '800x608'],
    ['16:9', '1360x768'],
  ])('sends %j as %j where any size is painted', (asked, sent) => {
    const sizes = { named: ['auto'], free: anySize };
    expect(fit({ size: asked }, { sizes }).request.size).toBe(sent);
  });

  it.each(['801x608', '4096x4096', '2048x256', '0x0', '128x512'])(
    'refuses %j where the rules do not have it',
    (size) => {
      const error = refused({ size }, { sizes: { named: ['auto'], free: anySize } });
      expect(error.message).toContain('divisible by 16');
    },
  );

  it('drops an unknown value, and says so, where the request is lenient', () => {
    const wishes = { size: 'huge', quality: 'superb', lenient: true };
    const { request, warnings } = fit(wishes);
    expect(request).toMatchObject({ size: undefined, quality: undefined });
    expect(warnings.map(({ code, values }) => [code, values.param, values.got])).toEqual([
      ['value_dropped', 'size', '"huge"'],
      ['value_dropped', 'quality', '"superb"'],
    ]);
  });

  it('forgets previews without a word where none are sent', () => {
    expect(fit({ partialImages: 2 }, { stream: false })).toMatchObject({
      request: { partialImages: undefined },
      warnings: [],
    });
  });

  it('refuses images to edit where the model cannot, and names one that can', () => {
    const painter = testCapability({ model: 'painter', maxInputs: 0 });
    const gone = testCapability({ model: 'gone', retired: { on: '2020-01-01', successor: 'x' } });
    const editor = testCapability({ model: 'editor' });
    const providers = [fakeProvider({ rows: [painter, gone, editor] })];
    const edit = testRequest({ inputs: [testInput()] });
    expect(() => fitToCapability(edit, painter, providers)).toThrow(
      'painter cannot edit images. Choose a model that can: editor.',
    );
    expect(refused({ inputs: [testInput()] }, { maxInputs: 0 }).message).toContain('none here');
  });

  it('refuses more images to edit than the model takes', () => {
    const inputs = [testInput(), testInput(), testInput()];
    expect(refused({ inputs })).toMatchObject({ code: 'too_many_inputs' });
    expect(fit({ inputs: inputs.slice(1) }).warnings).toEqual([]);
  });

  it.each<[Partial<GenerateRequest>, Partial<Capability>, Partial<GenerateRequest>]>([
    [{ quality: 'hd' }, {}, { quality: 'high' }],
    [{ quality: 'standard' }, { qualities: ['auto', 'medium'] }, { quality: 'medium' }],
    [{ size: '512x512' }, {}, { size: '1024x1024' }],
    [{ size: '1792x1024' }, {}, { size: '1536x1024' }],
    [
      { size: '256x256' },
      { sizes: { named: ['auto', '1:1'], free: anySize } },
      { size: '256x256' },
    ],
  ])('says what DALL·E called %j in the words of the model', (wishes, changes, said) => {
    const { request, warnings } = fit(wishes, changes);
    expect(request).toMatchObject(said);
    const [param = ''] = Object.keys(said);
    const from = Object.values(wishes)[0];
    const to = Object.values(said)[0];
    const mapped = { code: 'parameter_mapped', values: { param, from, to, model: 'brush-1' } };
    expect(warnings).toEqual(from === to ? [] : [mapped]);
  });

  it.each<[Partial<GenerateRequest>, Partial<Capability>]>([
    [{ quality: 'hd' }, { qualities: ['low', 'best'] }],
    [{ size: '1792x1024' }, { sizes: { named: ['auto'], free: undefined } }],
    [{ size: '257x257' }, {}],
    [{ quality: 'constructor' }, {}],
  ])('refuses %j where no word of the model means it', (wishes, changes) => {
    expect(refused(wishes, changes)).toMatchObject({ code: 'invalid_value' });
  });

  it('refuses a markup the model cannot take, even where the request is lenient', () => {
    const inputs = [testInput()];
    const markup = testInput();
    const error = refused({ inputs, markup, lenient: true }, { markup: false });
    expect(error).toMatchObject({ code: 'invalid_value', details: { param: 'markup' } });
    expect(fit({ inputs, markup }).request.markup).toBe(markup);
  });

  it('leaves the request it was given alone', () => {
    const request = Object.freeze(testRequest({ style: 'vivid', size: '1:1' }));
    fitToCapability(request, testCapability({ style: false }), []);
    expect(request).toMatchObject({ style: 'vivid', size: '1:1' });
  });
});

describe('sizesAbout', () => {
  it.each([
    [{ named: ['auto', '1024x1024'], free: undefined }],
    [{ named: ['auto'], free: anySize }],
    [{ named: [], free: { ...anySize, step: 1 } }],
  ])('says the rules in both languages: %j', (rules) => {
    const about = sizesAbout(rules);
    expect(about.en).not.toMatch(/\p{Script=Han}|^,/u);
    expect(about.zh).toMatch(/\p{Script=Han}/u);
    expect(foreignWords(about).filter((word) => !/^(?:x1024|WIDTHxHEIGHT)$/.test(word))).toEqual(
      [],
    );
  });
});
