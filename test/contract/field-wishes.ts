import type { Capability, OptionRules } from '../../src/core/capability.ts';
import type { GenerateRequest, Json } from '../../src/core/generation.ts';
import type { ImageInput } from '../../src/core/image.ts';
import { obeysRules, parseSize } from '../../src/core/size.ts';
import { solidPng } from '../fakes/png.ts';
import { pictureInput } from './provider-request.ts';
import type { HeardPicture } from './wire-words.ts';

/** One parameter, wished in one value. */
export interface Wish {
  /** Its name on OpenAI's wire. */
  param: string;
  /** As it is told where something is wrong. */
  value: string;
  wishes: Partial<GenerateRequest>;
  /** Its field of a request; undefined for pictures and for a model's own parameters. */
  field?: keyof GenerateRequest;
  /** Whether it is none of the common parameters. */
  isOwn?: true;
  /** The pictures that must arrive. */
  pictures?: readonly HeardPicture[];
  /** Values of which a refusal must name one. */
  legal?: readonly string[];
  /** Whether a refusal that names it is an answer, too. */
  mayRefuse?: true;
}

type Field = 'size' | 'quality' | 'outputFormat' | 'background';

/** The words of OpenAI's wire for the fields of a request. */
const params = {
  size: 'size',
  quality: 'quality',
  outputFormat: 'output_format',
  background: 'background',
} as const;

const samples: Readonly<Record<Field, string>> = {
  size: '1024x1536',
  quality: 'high',
  outputFormat: 'webp',
  background: 'transparent',
};

/** Everything that can be wished of a model, in every legal value; one of each where nobody knows. */
export function legalWishes(row: Capability): Wish[] {
  const { sizes, qualities, formats, backgrounds } = row;
  const free = sizes?.free ? [...freeSizes(sizes.free), '3:2'] : [];
  return [
    ...choices('size', sizes && [...sizes.named, ...free]),
    ...choices('quality', qualities),
    ...choices('outputFormat', formats),
    ...choices('background', backgrounds),
    compression(row),
    plain('moderation', 'moderation', 'low'),
    { ...plain('input_fidelity', 'inputFidelity', 'high'), ...withInput(row, 'high') },
    plain('style', 'style', 'vivid'),
    plain('user', 'user', 'u1'),
    { ...plain('seed', 'seed', '7'), wishes: { seed: 7 } },
    ...(row.maxN > 1 ? [{ ...plain('n', 'n', '2'), wishes: { n: 2 } }] : []),
    ...Object.entries(row.options ?? {}).flatMap(([name, rules]) => own(name, rules)),
    ownWish('made_up', 'x'),
    ...pictureWishes(row),
  ];
}

/** Values that no model knows, where the model says which ones it does. */
export function oddWishes({ sizes, qualities, formats, backgrounds, options }: Capability): Wish[] {
  const odd = (field: Field, value: string, legal: readonly string[] | undefined): Wish[] =>
    legal?.length
      ? [{ param: params[field], field, value, wishes: { [field]: value }, legal }]
      : [];
  const numbers = sizes?.free ? [...sizes.named, String(sizes.free.minPixels)] : sizes?.named;
  return [
    ...odd('size', '1x1', numbers),
    ...odd('size', 'huge', numbers),
    ...odd('quality', 'odd', qualities),
    ...odd('outputFormat', 'odd', formats),
    ...odd('background', 'odd', backgrounds),
    ...Object.entries(options ?? {}).flatMap(([name, rules]) =>
      rules && 'values' in rules ? [{ ...ownWish(name, 'odd'), legal: rules.values }] : [],
    ),
  ];
}

/** One that every rule there is leaves some of. */
function freeSizes(rules: NonNullable<NonNullable<Capability['sizes']>['free']>): string[] {
  const all = ['2048x1024', '1536x1024', '1024x768', '768x512'];
  return all.filter((size) => obeysRules(parseSize(size) ?? nothing, rules)).slice(0, 1);
}

const nothing = { width: 0, height: 0 };

function choices(field: Field, values: readonly string[] | undefined): Wish[] {
  const known = values?.length ? values : [samples[field]];
  return known.map((value) => ({
    param: params[field],
    field,
    value,
    wishes: { [field]: value },
  }));
}

function plain(param: string, field: keyof GenerateRequest, value: string): Wish {
  return { param, field, value, wishes: { [field]: value } };
}

function compression({ formats }: Capability): Wish {
  const outputFormat = formats?.find((format) => format === 'jpeg' || format === 'webp');
  const wishes = { outputCompression: 50, outputFormat };
  return { param: 'output_compression', field: 'outputCompression', value: '50', wishes };
}

function withInput({ maxInputs }: Capability, inputFidelity: string): Pick<Wish, 'wishes'> {
  const inputs = maxInputs > 0 ? [pictureInput(0xff0000)] : undefined;
  return { wishes: { inputFidelity, inputs } };
}

function own(name: string, rules: OptionRules | false): Wish[] {
  const { onlyWith: outputFormat } = rules || {};
  const values: Json[] = !rules ? ['x'] : 'values' in rules ? [...rules.values] : [rules.min];
  return values.map((value) => {
    const wish = ownWish(name, value);
    return { ...wish, wishes: { ...wish.wishes, outputFormat } };
  });
}

function ownWish(param: string, value: Json): Wish {
  return { param, value: String(value), isOwn: true, wishes: { extra: { [param]: value } } };
}

function pictureWishes({ maxInputs, source }: Capability): Wish[] {
  const most = Math.min(maxInputs, 3);
  if (most === 0) {
    return [{ ...pictureWish('image', [0xff0000]), param: 'model', mayRefuse: true }];
  }
  const inputs = [pictureInput(0xff0000)];
  const beside = (name: 'mask' | 'markup', color: number): Wish => {
    const wish = pictureWish('image', [color]);
    const [picture] = wish.wishes.inputs ?? [];
    return {
      ...wish,
      param: name,
      value: name,
      mayRefuse: true,
      wishes: { inputs, [name]: picture },
    };
  };
  return [
    pictureWish('image', [0xff0000]),
    ...(most > 1 ? [several(most, source)] : []),
    beside('mask', 0),
    beside('markup', 0x123456),
  ];
}

/** What is assumed of a model nobody has told of may turn out otherwise, before anything is sent. */
function several(count: number, source: string): Wish {
  const wish = pictureWish('image', [0xff0000, 0x00ff00, 0x0000ff].slice(0, count));
  return source === 'assumed' ? { ...wish, mayRefuse: true } : wish;
}

function pictureWish(param: string, colors: readonly number[]): Wish {
  const inputs: ImageInput[] = colors.map((color) => pictureInput(color));
  const pictures = inputs.map(({ sha256 }, at) => ({
    sha256,
    base64: solidPng(64, 64, colors[at] ?? 0).toString('base64'),
  }));
  return { param, value: `${colors.length}`, wishes: { inputs }, pictures };
}
