import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testInput } from '../../test/fakes/wishes.ts';
import { AppError } from './errors.ts';
import type { Json } from './generation.ts';
import {
  parseRequest,
  type RawRequest,
  readFlag,
  readHosting,
  readInteger,
  readText,
  readVisibility,
} from './request.ts';

const raw = (wishes: Partial<RawRequest> = {}): RawRequest => ({
  prompt: 'a fox',
  model: undefined,
  n: undefined,
  size: undefined,
  quality: undefined,
  background: undefined,
  outputFormat: undefined,
  outputCompression: undefined,
  moderation: undefined,
  inputFidelity: undefined,
  style: undefined,
  altText: undefined,
  tags: undefined,
  user: undefined,
  seed: undefined,
  partialImages: undefined,
  visibility: undefined,
  inputs: undefined,
  mask: undefined,
  markup: undefined,
  apiKey: undefined,
  baseUrl: undefined,
  hostingToken: undefined,
  hostingUrl: undefined,
  linkFirst: false,
  lenient: false,
  extra: undefined,
  ...wishes,
});

function refused(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('it was not refused');
}

const nested = (levels: number): Json => (levels === 0 ? 1 : [nested(levels - 1)]);
const bottomless = JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);

describe('parseRequest', () => {
  it('takes null, nothing and blank text for unset, everywhere', () => {
    const plain = parseRequest(raw());
    for (const unset of [null, '', '  ']) {
      const fields = Object.keys(raw()).filter(
        (name) => !/^(?:prompt|inputs|mask|markup|linkFirst|lenient|extra|visibility)$/.test(name),
      );
      const wishes = Object.fromEntries(fields.map((name) => [name, unset]));
      expect(parseRequest(raw(wishes))).toEqual(plain);
    }
    expect(plain.upstream).toBeUndefined();
    expect(plain.hosting).toBeUndefined();
  });

  it('takes numbers that come as text, as forms and models send them', () => {
    const request = parseRequest(raw({ n: '3', seed: ' 42 ', outputCompression: '80.0' }));
    expect(request).toMatchObject({ n: 3, seed: 42, outputCompression: 80 });
  });

  it.each<[string, Partial<RawRequest>, string, string]>([
    ['no prompt', { prompt: undefined }, 'missing_parameter', 'prompt'],
    ['a prompt of blanks', { prompt: ' \n\t' }, 'missing_parameter', 'prompt'],
    ['a prompt that is a number', { prompt: 7 }, 'invalid_type', 'prompt'],
    ['a prompt that is a list', { prompt: ['fox'] }, 'invalid_type', 'prompt'],
    ['a prompt without end', { prompt: bottomless }, 'invalid_type', 'prompt'],
    ['a prompt of 32,001 characters', { prompt: 'x'.repeat(32_001) }, 'invalid_value', 'prompt'],
    ['a prompt with NUL', { prompt: 'a fox\0' }, 'invalid_value', 'prompt'],
    ['a prompt with an escape code', { prompt: '\u001b[31mred' }, 'invalid_value', 'prompt'],
    ['a model with NUL', { model: 'brush\0' }, 'invalid_value', 'model'],
    ['a key with a line break in it', { apiKey: 'a\r\nb' }, 'invalid_value', 'api_key'],
    ['a model that is a flag', { model: true }, 'invalid_type', 'model'],
    ['n of 0', { n: 0 }, 'invalid_value', 'n'],
    ['n of 11', { n: 11 }, 'invalid_value', 'n'],
    ['n of -1 as text', { n: '-1' }, 'invalid_value', 'n'],
    ['n of "two"', { n: 'two' }, 'invalid_type', 'n'],
    ['n of 2.5', { n: 2.5 }, 'invalid_value', 'n'],
    ['n of "2.5"', { n: '2.5' }, 'invalid_value', 'n'],
    ['n in hexadecimal', { n: '0x2' }, 'invalid_type', 'n'],
    ['n of true', { n: true }, 'invalid_type', 'n'],
    ['n of NaN', { n: Number.NaN }, 'invalid_type', 'n'],
    ['an endless n', { n: Number.POSITIVE_INFINITY }, 'invalid_value', 'n'],
    ['n in a list', { n: [2] }, 'invalid_type', 'n'],
    ['compression over 100', { outputCompression: 101 }, 'invalid_value', 'output_compression'],
    ['a seed below 0', { seed: -1 }, 'invalid_value', 'seed'],
    ['a seed beyond exact numbers', { seed: 2 ** 53 }, 'invalid_value', 'seed'],
    ['four previews', { partialImages: 4 }, 'invalid_value', 'partial_images'],
    ['an address without a scheme', { baseUrl: 'api.test' }, 'invalid_value', 'base_url'],
    ['an address of a file', { baseUrl: 'file:///etc/passwd' }, 'invalid_value', 'base_url'],
    ['a host that is none', { hostingUrl: 'https://' }, 'invalid_value', 'image_hosting_url'],
    ['a mask without its image', { mask: testInput() }, 'missing_parameter', 'image'],
    ['what nobody knows, too deep', { extra: { deep: nested(40) } }, 'invalid_value', 'deep'],
    ['what nobody knows, bottomless', { extra: { x: bottomless } }, 'invalid_value', 'x'],
  ])('refuses %s', (_, wishes, code, param) => {
    const error = refused(() => parseRequest(raw(wishes)));
    expect({ code: error.code, param: error.details.param }).toEqual({ code, param });
    expect(error.message.length).toBeLessThan(200);
  });

  it.each<[string, Partial<RawRequest>]>([
    ['a prompt of 32,000 characters', { prompt: 'x'.repeat(32_000) }],
    ['lines and tabs in a prompt', { prompt: 'a fox\r\n\tin the snow' }],
    ['any script and emoji in a prompt', { prompt: '雪中的狐狸 🦊 \u202eثعلب' }],
    ['n of 1 and 10', { n: 10 }],
    ['a compression of 0', { outputCompression: 0 }],
    ['a mask with its image', { mask: testInput(), inputs: [testInput()] }],
    ['what nobody knows', { extra: { style: nested(20), on: true } }],
  ])('takes %s', (_, wishes) => {
    expect(parseRequest(raw(wishes))).toMatchObject(wishes);
  });

  it('keeps the prompt as it was written', () => {
    expect(parseRequest(raw({ prompt: '  a fox \n' })).prompt).toBe('  a fox \n');
  });

  it('has no inputs where the list is empty', () => {
    expect(parseRequest(raw({ inputs: [] })).inputs).toBeUndefined();
  });

  it('keeps the parts of what a caller brings apart', () => {
    expect(parseRequest(raw({ apiKey: 'k' })).upstream).toEqual({
      apiKey: 'k',
      baseUrl: undefined,
    });
    expect(parseRequest(raw({ hostingUrl: 'https://h.test' })).hosting).toEqual({
      token: undefined,
      url: 'https://h.test',
    });
  });

  it('never quotes a secret', () => {
    for (const name of ['apiKey', 'hostingToken']) {
      const error = refused(() => parseRequest(raw({ [name]: { key: 'sk-12345678' } })));
      expect(error.message).toContain('object');
      expect(error.message).not.toContain('12345678');
    }
  });

  it('answers whatever comes with a request or a refusal of its own', () => {
    const fields = fc.record(
      {
        prompt: fc.anything(),
        model: fc.anything(),
        n: fc.anything(),
        seed: fc.anything(),
        baseUrl: fc.anything(),
        hostingToken: fc.anything(),
        visibility: fc.anything(),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fields, (wishes) => {
        try {
          expect(parseRequest(raw(wishes)).prompt).toBe(wishes.prompt ?? 'a fox');
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(AppError);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('single values', () => {
  it('are trimmed texts', () => {
    expect(readText('size', ' auto ')).toBe('auto');
  });

  it('are whole numbers within bounds, both included', () => {
    fc.assert(
      fc.property(fc.integer({ min: -5, max: 15 }), fc.boolean(), (number, asText) => {
        const value = asText ? String(number) : number;
        if (number >= 1 && number <= 10) expect(readInteger('n', value, 1, 10)).toBe(number);
        else expect(refused(() => readInteger('n', value, 1, 10)).code).toBe('invalid_value');
      }),
    );
  });

  it.each([
    [true, true],
    [false, false],
    ['true', true],
    ['false', false],
    ['', undefined],
    [null, undefined],
  ])('are flags: %j is %j', (value, flag) => {
    expect(readFlag('save', value)).toBe(flag);
  });

  it.each([1, 0, 'yes', 'TRUE', {}])('are no flags: %j', (value) => {
    expect(refused(() => readFlag('save', value))).toMatchObject({ code: 'invalid_type' });
  });

  it.each([
    [1, 'public'],
    ['1', 'public'],
    ['public', 'public'],
    [0, 'private'],
    ['0', 'private'],
    ['private', 'private'],
    [null, undefined],
  ])('say who may see an image: %j is %j', (value, visibility) => {
    expect(readVisibility(value)).toBe(visibility);
  });

  it.each([2, true, [1], 'secret'])('do not guess who may see an image from %j', (value) => {
    const error = refused(() => readVisibility(value));
    expect(error).toMatchObject({ code: 'invalid_value', details: { param: 'permission' } });
  });

  it('read an image host on its own', () => {
    expect(readHosting({ hostingToken: '1|a', hostingUrl: '' })).toEqual({
      token: '1|a',
      url: undefined,
    });
  });
});
