import type { Capability, OptionRules, Price, SizeRules } from '../../core/capability.ts';
import { findRedirect } from '../redirects.ts';
import { permissiveCapability } from '../table/permissive-capability.ts';

/** Third party: CookSleep/AQBot#73 for the pixels; the rest npm openai@7.55.0 images.d.ts. */
const anySize: SizeRules = {
  named: ['auto', '1024x1024', '1536x1024', '1024x1536'],
  free: {
    step: 16,
    minSide: 16,
    maxSide: 3840,
    minPixels: 655_360,
    maxPixels: 8_294_400,
    maxRatio: 3,
  },
};

const threeSizes: SizeRules = { named: anySize.named, free: undefined };

/** The same for 2, 2.5 and 2.6 (apiyi's 2.5 launch page says so for 2.5). */
const tokenPrice: Price = {
  perImage: undefined,
  perMillionTokens: { textIn: 5, imageIn: 8, imageOut: 30 },
  // What fal asks an image of gpt-image-2, in tokens of this price (litellm PR#37751): the dearest
  // quality that anybody has told of stands for those above it.
  imageTokens: { low: 200, high: 7040 },
  source: 'developers.openai.com, model page of gpt-image-2.6-sunburst',
  asOf: '2026-11-20',
};

const oneFivePrice: Price = {
  perImage: {
    'low:1024x1024': 0.009,
    'low:1024x1536': 0.013,
    'low:1536x1024': 0.013,
    'medium:1024x1024': 0.034,
    'medium:1024x1536': 0.05,
    'medium:1536x1024': 0.05,
    'high:1024x1024': 0.133,
    'high:1024x1536': 0.2,
    'high:1536x1024': 0.2,
  },
  perMillionTokens: undefined,
  source: 'docs.apiyi.com/api-capabilities/gpt-image-1-5 (third party)',
  asOf: '2026-11-20',
};

const miniPrice: Price = {
  perImage: {
    'low:1024x1024': 0.005,
    'low:1024x1536': 0.006,
    'low:1536x1024': 0.006,
    'medium:1024x1024': 0.011,
    'medium:1024x1536': 0.015,
    'medium:1536x1024': 0.015,
    'high:1024x1024': 0.036,
    'high:1024x1536': 0.052,
    'high:1536x1024': 0.052,
  },
  perMillionTokens: { textIn: 2, imageIn: 2.5, imageOut: 8 },
  source: 'developers.openai.com/api/docs/models/gpt-image-1-mini',
  asOf: '2026-11-20',
};

/** What GPT Image 2.6 brought, and the others have not. */
const noOptions = {
  complexity: false,
  frame_count: false,
  frame_duration_ms: false,
  // It belongs to a format that this house does not keep.
  svg: false,
} as const;

/**
 * npm openai@7.55.0 images.d.ts for the bounds of frames, of which @ai-sdk/openai@4.0.118 says 64;
 * OpenAI's reference in w3cschool.cn's translation of 2026-11-11 agrees with the former.
 */
const sixOptions: Readonly<Record<keyof typeof noOptions, OptionRules | false>> = {
  ...noOptions,
  complexity: { values: ['low', 'medium', 'high'] },
  frame_count: { min: 2, max: 16, onlyWith: 'gif' },
  frame_duration_ms: { min: 20, max: undefined, onlyWith: 'gif' },
};

/** npm openai@7.55.0 images.d.ts; @ai-sdk/openai@4.0.118. */
function gptImage(model: string, title: string, own: Partial<Capability> = {}): Capability {
  return {
    ...permissiveCapability(model),
    title,
    sizes: anySize,
    qualities: ['auto', 'low', 'medium', 'high'],
    formats: ['png', 'jpeg', 'webp'],
    backgrounds: ['auto', 'opaque', 'transparent'],
    seed: false,
    style: false,
    inputFidelity: false,
    markup: false,
    options: noOptions,
    price: tokenPrice,
    verified: 'fixture',
    source: 'npm openai@7.55.0 images.d.ts',
    ...own,
  };
}

const twoFive = {
  qualities: ['auto', 'low', 'medium', 'high', 'xhigh', 'max'],
  markup: true,
} as const;
// It paints SVG as well, which would have to be kept as a download beside a rendition: not built.
const twoSix = {
  ...twoFive,
  formats: ['png', 'jpeg', 'webp', 'gif'],
  options: sixOptions,
} as const;

/** OpenAI's living models, the default first. */
export const openaiModels: readonly Capability[] = [
  gptImage('gpt-image-2.5-flare', 'GPT Image 2.5 Flare: fast', twoFive),
  gptImage('gpt-image-2.6-flare', 'GPT Image 2.6 Flare: faster still, animated GIF', twoSix),
  gptImage('gpt-image-2.5-sunburst', 'GPT Image 2.5 Sunburst: careful', twoFive),
  gptImage('gpt-image-2.6-sunburst', 'GPT Image 2.6 Sunburst: fine detail, animated GIF', twoSix),
  gptImage('gpt-image-2', 'GPT Image 2'),
  gptImage('gpt-image-1.5', 'GPT Image 1.5', {
    sizes: threeSizes,
    inputFidelity: true,
    price: oneFivePrice,
  }),
  // Of input_fidelity it takes only `low`, its default.
  gptImage('gpt-image-1-mini', 'GPT Image 1 mini: the cheapest', {
    sizes: threeSizes,
    price: miniPrice,
  }),
  gptImage('chatgpt-image-latest', 'What ChatGPT paints with today', {
    sizes: undefined,
    qualities: undefined,
    formats: undefined,
    options: {},
    inputFidelity: true,
    price: undefined,
    verified: 'reported',
  }),
  gptImage('gpt-image-2.5-flare-2026-09-08', 'GPT Image 2.5 Flare of 2026-09-08', twoFive),
  gptImage('gpt-image-2.5-sunburst-2026-09-08', 'GPT Image 2.5 Sunburst of 2026-09-08', twoFive),
  gptImage('gpt-image-2-2026-04-21', 'GPT Image 2 of 2026-04-21'),
];

/** OpenAI's models that are gone, as the vendor's own origin knows them. */
export const openaiRetired: readonly Capability[] = [
  retired('gpt-image-1', 'GPT Image 1', {
    sizes: threeSizes,
    inputFidelity: true,
    price: {
      perImage: {
        'low:1024x1024': 0.011,
        'medium:1024x1024': 0.042,
        'high:1024x1024': 0.167,
      },
      perMillionTokens: { textIn: 5, imageIn: 10, imageOut: 40 },
      source: 'developers.openai.com/api/docs/models/gpt-image-1',
      asOf: '2026-11-20',
    },
  }),
  retired('dall-e-3', 'DALL·E 3', { price: undefined }),
  retired('dall-e-2', 'DALL·E 2', { price: undefined }),
];

function retired(model: string, title: string, own: Partial<Capability>): Capability {
  const redirect = findRedirect(model);
  return gptImage(model, title, {
    verified: 'reported',
    ...own,
    retired: redirect && { on: redirect.on, successor: redirect.successors[0] },
  });
}
