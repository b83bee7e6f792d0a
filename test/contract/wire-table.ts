import type { Provider } from '../../src/core/provider.ts';
import { parseSize } from '../../src/core/size.ts';
import { a1111Provider } from '../../src/providers/a1111.ts';
import { bflProvider } from '../../src/providers/bfl.ts';
import { comfyuiProvider } from '../../src/providers/comfyui.ts';
import { dashscopeProvider } from '../../src/providers/dashscope.ts';
import { falProvider } from '../../src/providers/fal.ts';
import { fireworksProvider } from '../../src/providers/fireworks.ts';
import { openaiProvider } from '../../src/providers/openai.ts';
import { replicateProvider } from '../../src/providers/replicate.ts';
import { sdcppProvider } from '../../src/providers/sdcpp.ts';
import { a1111Wire } from '../fakes/a1111-wire.ts';
import { arkWire } from '../fakes/ark-wire.ts';
import { azureWire } from '../fakes/azure-wire.ts';
import { bflWire } from '../fakes/bfl-wire.ts';
import { comfyuiWire } from '../fakes/comfyui-wire.ts';
import { dashscopeWire } from '../fakes/dashscope-wire.ts';
import { falWire } from '../fakes/fal-wire.ts';
import { fireworksWire } from '../fakes/fireworks-wire.ts';
import { geminiWire } from '../fakes/gemini-wire.ts';
import { huggingfaceWire } from '../fakes/huggingface-wire.ts';
import { ideogramWire } from '../fakes/ideogram-wire.ts';
import { localaiWire } from '../fakes/localai-wire.ts';
import { ollamaWire } from '../fakes/ollama-wire.ts';
import { openaiWire } from '../fakes/openai-wire.ts';
import { openrouterWire } from '../fakes/openrouter-wire.ts';
import { recraftWire } from '../fakes/recraft-wire.ts';
import { replicateWire } from '../fakes/replicate-wire.ts';
import { sdcppWire } from '../fakes/sdcpp-wire.ts';
import { siliconflowWire } from '../fakes/siliconflow-wire.ts';
import { stabilityWire } from '../fakes/stability-wire.ts';
import { togetherWire } from '../fakes/together-wire.ts';
import type { Wire } from '../fakes/wire-upstream.ts';
import { xaiWire } from '../fakes/xai-wire.ts';
import { type GivenUpstream, quick } from './wire-rig.ts';
import {
  anyOf,
  asBase64,
  asFiles,
  asRatio,
  asSides,
  asUris,
  type Heard,
  type HeardPicture,
  heardAt,
  isThere,
  single,
  type WireWords,
} from './wire-words.ts';

/** One kind of provider: its wire on loopback, and where its parameters stand on it. */
export interface WireRow {
  wire: Wire;
  says: WireWords;
  /** Below the fake's origin; default nothing. */
  under?: string;
  /** With short waits, where it follows tasks; default as its descriptor makes it. */
  create?(given: GivenUpstream): Provider;
}

const openaiWords: WireWords = {
  size: 'size',
  quality: 'quality',
  output_format: 'output_format',
  background: 'background',
  output_compression: 'output_compression',
  moderation: 'moderation',
  input_fidelity: 'input_fidelity',
  style: 'style',
  user: 'user',
  seed: 'seed',
  n: 'n',
  unknown: '',
  image: asFiles('image', 'image[]'),
  mask: single(asFiles('mask')),
  markup: single(asFiles('markup')),
};

/** `image_size` is a name or a pair of sides; ratios go under names of their own. */
const falSize = (heard: Heard, size: string): boolean =>
  parseSize(size)
    ? asSides('image_size.')(heard, size) || asRatio('aspect_ratio', 'resolution')(heard, size)
    : heardAt(heard, 'image_size') === size || asRatio('aspect_ratio', 'resolution')(heard, size);

const dashscopeSize = (heard: Heard, size: string): boolean => {
  const { width, height } = parseSize(size) ?? {};
  const said = width === undefined ? size : `${width}*${height}`;
  return heardAt(heard, 'parameters.size') === said;
};

/** Qwen reads the images before the words, Wan behind them. */
const dashscopeImages = anyOf<readonly HeardPicture[]>(
  asUris('input.messages.0.content.0.image', 'input.messages.0.content.*.image'),
  asUris('input.messages.0.content.1.image'),
  (heard, pictures) =>
    pictures.every((_, at) =>
      String(heardAt(heard, `input.messages.0.content.${at + 1}.image`)).startsWith('data:'),
    ),
);

const jpegAsJpg = (path: string) => (heard: Heard, format: string) =>
  heardAt(heard, path) === (format === 'jpeg' ? 'jpg' : format);

/** The format of an answer that is the picture itself. */
const asAccept = ({ paid: { headers } }: Heard, format: string): boolean =>
  headers.accept === `image/${format}`;

/** It writes `16x9`. */
const ideogramRatio = ({ paid }: Heard, size: string): boolean => {
  const aspect_ratio = paid.fields?.aspect_ratio?.replace('x', ':') ?? '';
  const heard = { paid: { ...paid, fields: { ...paid.fields, aspect_ratio } }, requests: [] };
  return asRatio('aspect_ratio')(heard, size);
};

const ideogramSpeed = (heard: Heard, quality: string): boolean => {
  const speeds = { low: 'TURBO', medium: 'DEFAULT', high: 'QUALITY' };
  return heardAt(heard, 'rendering_speed') === Reflect.get(speeds, quality);
};

/** Uploaded ahead, and named in the graph. */
const comfyuiImages = ({ requests }: Heard, pictures: readonly HeardPicture[]): boolean => {
  const sent = requests.flatMap(({ files = [] }) => files.map(({ sha256 }) => sha256));
  return pictures.every(({ sha256 }) => sent.includes(sha256));
};

/** Every kind of provider, by its name. */
export const wireTable: Readonly<Record<string, WireRow>> = {
  relay: { wire: openaiWire, says: openaiWords },
  openai: {
    wire: openaiWire,
    says: openaiWords,
    create: (given) => openaiProvider({ name: 'openai', vendor: true, ...quick, ...given }),
  },
  azure: { wire: azureWire, says: openaiWords },
  xai: {
    wire: xaiWire,
    says: {
      size: asRatio('aspect_ratio', 'resolution'),
      quality: 'quality',
      user: 'user',
      n: 'n',
      unknown: '',
      image: asUris('image.url', 'images.*.url'),
    },
  },
  gemini: {
    wire: geminiWire,
    says: {
      size: asRatio(
        'generationConfig.imageConfig.aspectRatio',
        'generationConfig.imageConfig.imageSize',
      ),
      seed: 'generationConfig.seed',
      image: asBase64('contents.0.parts.*.inlineData.data'),
    },
  },
  fal: {
    wire: falWire,
    create: (given) => falProvider({ name: 'fal', ...quick, ...given }),
    says: {
      size: falSize,
      quality: 'quality',
      output_format: 'output_format',
      background: 'background',
      seed: 'seed',
      n: 'num_images',
      unknown: '',
      image: anyOf(asUris('image_url'), asUris('image_urls.*')),
      mask: isThere('mask_url'),
    },
  },
  replicate: {
    wire: replicateWire,
    create: (given) => replicateProvider({ name: 'replicate', ...quick, ...given }),
    says: {
      size: anyOf(asSides('input.'), asRatio('input.aspect_ratio', 'input.resolution')),
      quality: 'input.quality',
      output_format: jpegAsJpg('input.output_format'),
      background: 'input.background',
      output_compression: 'input.output_quality',
      seed: 'input.seed',
      n: 'input.num_outputs',
      unknown: 'input.',
      image: anyOf(
        asUris('input.image'),
        asUris('input.input_image'),
        asUris('input.input_images.*'),
        asUris('input.image_input.*'),
      ),
    },
  },
  bfl: {
    wire: bflWire,
    create: (given) => bflProvider({ name: 'bfl', ...quick, ...given }),
    says: {
      size: anyOf(asSides(), asRatio('aspect_ratio')),
      output_format: 'output_format',
      seed: 'seed',
      unknown: '',
      image: (heard, pictures) =>
        pictures.every(({ base64 }, at) => {
          const name = at === 0 ? 'input_image' : `input_image_${at + 1}`;
          return heardAt(heard, name) === base64;
        }),
    },
  },
  dashscope: {
    wire: dashscopeWire,
    create: (given) => dashscopeProvider({ name: 'dashscope', ...quick, ...given }),
    says: {
      size: dashscopeSize,
      seed: 'parameters.seed',
      n: 'parameters.n',
      unknown: 'parameters.',
      image: dashscopeImages,
    },
  },
  ark: {
    wire: arkWire,
    says: {
      size: 'size',
      output_format: 'output_format',
      background: 'background',
      unknown: '',
      image: asUris('image', 'image.*'),
    },
  },
  siliconflow: {
    wire: siliconflowWire,
    says: {
      size: 'image_size',
      seed: 'seed',
      n: 'batch_size',
      unknown: '',
      image: (heard, pictures) =>
        pictures.every((_, at) =>
          asUris(at === 0 ? 'image' : `image${at + 1}`)(heard, pictures.slice(0, 1)),
        ),
    },
  },
  openrouter: {
    wire: openrouterWire,
    under: '/api/v1',
    says: {
      size: anyOf('size', 'resolution', 'aspect_ratio'),
      quality: 'quality',
      output_format: 'output_format',
      background: 'background',
      output_compression: 'output_compression',
      seed: 'seed',
      n: 'n',
      unknown: '',
      image: asUris('input_references.*.image_url.url'),
    },
  },
  together: {
    wire: togetherWire,
    says: {
      size: anyOf(asSides(), asRatio('aspect_ratio')),
      output_format: 'output_format',
      seed: 'seed',
      n: 'n',
      unknown: '',
      image: anyOf(asUris('image_url'), asUris('reference_images.*')),
    },
  },
  fireworks: {
    wire: fireworksWire,
    create: (given) => fireworksProvider({ name: 'fireworks', ...quick, ...given }),
    says: {
      size: asRatio('aspect_ratio'),
      output_format: anyOf('output_format', asAccept),
      seed: 'seed',
      unknown: '',
      image: asUris('input_image'),
    },
  },
  stability: {
    wire: stabilityWire,
    says: {
      size: asRatio('aspect_ratio'),
      output_format: 'output_format',
      seed: 'seed',
      unknown: '',
      image: asFiles('image'),
    },
  },
  recraft: {
    wire: recraftWire,
    says: { size: 'size', style: 'style', n: 'n', unknown: '', image: asFiles('image') },
  },
  ideogram: {
    wire: ideogramWire,
    says: {
      size: anyOf('resolution', ideogramRatio),
      quality: ideogramSpeed,
      style: 'style_type',
      seed: 'seed',
      n: 'num_images',
      unknown: '',
      image: asFiles('image'),
      mask: ({ paid: { files = [] } }) => files.some(({ field }) => field === 'mask'),
    },
  },
  huggingface: {
    wire: huggingfaceWire,
    says: { size: asSides('parameters.'), seed: 'parameters.seed', unknown: 'parameters.' },
  },
  comfyui: {
    wire: comfyuiWire,
    create: ({ baseUrl, client }) =>
      comfyuiProvider({ name: 'comfyui', ...quick, baseUrl, client }),
    says: {
      size: asSides('prompt.5.inputs.'),
      seed: 'prompt.3.inputs.seed',
      image: comfyuiImages,
      mask: (heard, mask) => comfyuiImages(heard, [mask]),
    },
  },
  sdcpp: {
    wire: sdcppWire,
    create: ({ baseUrl, client }) => sdcppProvider({ name: 'sdcpp', ...quick, baseUrl, client }),
    says: {
      size: asSides(),
      output_format: 'output_format',
      output_compression: 'output_compression',
      seed: 'seed',
      n: 'batch_count',
      image: (heard, pictures) =>
        asBase64('init_image')(heard, pictures.slice(0, 1)) &&
        asBase64('ref_images.*')(heard, pictures),
      mask: isThere('mask_image'),
    },
  },
  a1111: {
    wire: a1111Wire,
    create: ({ baseUrl, client }) =>
      a1111Provider({ name: 'a1111', ...quick, pauseMs: 5, baseUrl, auth: '', client }),
    says: {
      size: asSides(),
      seed: 'seed',
      image: asBase64('init_images.*'),
      mask: isThere('mask'),
    },
  },
  ollama: { wire: ollamaWire, says: { size: asSides(), seed: 'options.seed' } },
  localai: {
    wire: localaiWire,
    says: {
      size: 'size',
      seed: 'seed',
      image: (heard, [first, ...others]) =>
        first !== undefined &&
        asBase64('file')(heard, [first]) &&
        asBase64('ref_images.*')(heard, others),
      mask: ({ paid: { files = [] } }) => files.some(({ field }) => field === 'mask'),
    },
  },
};
