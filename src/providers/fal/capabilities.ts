import type { Capability, Price, SizeRules } from '../../core/capability.ts';
import { bareCapability } from '../table/bare-capability.ts';

type Free = NonNullable<SizeRules['free']>;

/** fal's own names, the default of nearly all models first. */
const names = [
  'landscape_4_3',
  'square_hd',
  'square',
  'portrait_4_3',
  'portrait_16_9',
  'landscape_16_9',
] as const;

/** Where no bounds are documented. */
const usual: Free = {
  step: 16,
  minSide: 256,
  maxSide: 2048,
  minPixels: 256 * 256,
  maxPixels: 2048 * 2048,
  maxRatio: 4,
};

const named = (free: Partial<Free> = {}, more: readonly string[] = []): SizeRules => ({
  named: [...names, ...more],
  free: { ...usual, ...free },
});

/** Any width and height is taken and said as the nearest ratio and tier. */
const ratios = (list: readonly string[], maxSide = 2048): SizeRules => ({
  named: list,
  free: {
    ...usual,
    step: 1,
    minSide: 64,
    maxSide,
    minPixels: 4096,
    maxPixels: maxSide ** 2,
    maxRatio: 8,
  },
});

const fluxRatios = ['16:9', '21:9', '4:3', '3:2', '1:1', '2:3', '3:4', '9:16', '9:21'] as const;
const googleRatios = [
  '21:9',
  '16:9',
  '3:2',
  '4:3',
  '5:4',
  '1:1',
  '4:5',
  '3:4',
  '2:3',
  '9:16',
] as const;
const tiers = ['1K', '2K', '4K'] as const;

const source = 'npm @fal-ai/client@1.10.1';

/** What no model of fal's has, and what nearly all have. */
function falModel(model: string, title: string, own: Partial<Capability> = {}): Capability {
  return {
    ...bareCapability(model, title),
    sizes: named(),
    formats: ['jpeg', 'png'],
    maxN: 4,
    seed: true,
    verified: 'fixture',
    source,
    ...own,
  };
}

/** A whole megapixel is the least; of the largest picture five begin. */
function perMegapixel(usd: number, said: string): Price {
  const rows = [...names, '1024x1024'].map((size) => [`*:${size}`, usd]);
  const perImage = { ...Object.fromEntries(rows), '*:2048x2048': usd * 5 };
  return { perImage, perMillionTokens: undefined, source: said, asOf: '2026-11-20' };
}

function perPicture(usd: number): Price {
  const said = 'oauth.openai-hk.com/docs/en/lab/fal-ai (third party quoting fal)';
  return { perImage: { '*': usd }, perMillionTokens: undefined, source: said, asOf: '2026-11-20' };
}

const gptImagePrice: Price = {
  perImage: {
    'low:square_hd': 0.006,
    'low:1024x1024': 0.006,
    'low:3840x2160': 0.016,
    'medium:square_hd': 0.053,
    'medium:1024x1024': 0.053,
    'medium:3840x2160': 0.139,
    'high:square_hd': 0.211,
    'high:1024x1024': 0.211,
    'high:3840x2160': 0.565,
  },
  perMillionTokens: undefined,
  source: 'litellm PR 37751; ezkit.app/ai-image/gpt-image-2/fal (third parties)',
  asOf: '2026-11-20',
};

/** The models whose parameters its types tell, the default first; any other may be named. */
export const falModels: readonly Capability[] = [
  falModel('fal-ai/flux-2', 'FLUX.2 [dev]', {
    sizes: named({ minSide: 512, minPixels: 512 * 512 }),
    formats: ['png', 'jpeg', 'webp'],
    maxInputs: 4,
  }),
  falModel('fal-ai/flux/schnell', 'FLUX.1 [schnell]: fast and cheap', {
    price: perMegapixel(0.003, 'toolchew.com/en/best-ai-image-api (third party, 2026-05-20)'),
  }),
  falModel('fal-ai/flux/dev', 'FLUX.1 [dev]', {
    maxInputs: 1,
    price: perMegapixel(0.025, 'docs.fal.ai/platform-apis/v1/models/pricing'),
  }),
  falModel('fal-ai/flux-2-pro', 'FLUX.2 [pro]', { maxN: 1, maxInputs: 8 }),
  falModel('fal-ai/flux-2-max', 'FLUX.2 [max]', { maxN: 1, maxInputs: 8 }),
  falModel('fal-ai/flux-pro/v1.1', 'FLUX1.1 [pro]', { price: perPicture(0.04) }),
  falModel('fal-ai/flux-pro/v1.1-ultra', 'FLUX1.1 [pro] ultra', {
    sizes: ratios(fluxRatios, 4096),
    price: perPicture(0.06),
  }),
  falModel('fal-ai/flux-pro/kontext', 'FLUX.1 Kontext [pro]: edits', {
    sizes: ratios(['1:1', ...fluxRatios.filter((ratio) => ratio !== '1:1')]),
    maxInputs: 1,
    price: perPicture(0.04),
  }),
  falModel('fal-ai/qwen-image', 'Qwen-Image: writes Chinese', { formats: ['png', 'jpeg'] }),
  falModel('fal-ai/qwen-image-2/text-to-image', 'Qwen-Image 2', {
    sizes: {
      named: ['square_hd', ...names.filter((name) => name !== 'square_hd')],
      free: { ...usual, minPixels: 512 * 512 },
    },
    formats: ['png', 'jpeg', 'webp'],
    maxInputs: 3,
  }),
  falModel('fal-ai/bytedance/seedream/v4.5/text-to-image', 'Seedream 4.5', {
    sizes: named(
      { step: 1, minSide: 1080, maxSide: 4096, minPixels: 2560 * 1440, maxPixels: 4096 * 4096 },
      ['auto_2K', 'auto_4K'],
    ),
    formats: [],
    maxInputs: 10,
  }),
  falModel('fal-ai/nano-banana-2', 'Nano Banana 2 (Gemini 3.1 Flash Image)', {
    sizes: ratios(['auto', ...googleRatios, '4:1', '1:4', '8:1', '1:8', ...tiers], 4096),
    formats: ['png', 'jpeg', 'webp'],
    maxInputs: 14,
  }),
  falModel('fal-ai/nano-banana-pro', 'Nano Banana Pro (Gemini 3 Pro Image)', {
    sizes: ratios(
      ['1:1', ...googleRatios.filter((ratio) => ratio !== '1:1'), 'auto', ...tiers],
      4096,
    ),
    formats: ['png', 'jpeg', 'webp'],
    maxInputs: 14,
  }),
  falModel('openai/gpt-image-2', 'GPT Image 2, by fal', {
    sizes: named(
      { minSide: 480, maxSide: 3840, minPixels: 655_360, maxPixels: 8_294_400, maxRatio: 3 },
      ['auto'],
    ),
    qualities: ['high', 'auto', 'low', 'medium'],
    formats: ['png', 'jpeg', 'webp'],
    maxInputs: 16,
    mask: true,
    seed: false,
    price: gptImagePrice,
  }),
];

/** Of any other endpoint: what only OpenAI has is dropped, the rest is sent under fal's names. */
export const falPermissive: Capability = {
  ...falModel('', ''),
  sizes: undefined,
  qualities: undefined,
  formats: undefined,
  backgrounds: undefined,
  maxN: 1,
  maxInputs: 16,
  mask: true,
  verified: 'reported',
  source: 'assumed',
};
