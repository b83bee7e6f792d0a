import type { Capability, Price, SizeRules } from '../../core/capability.ts';
import { findRedirect, xaiLivingModel } from '../redirects.ts';
import { permissiveCapability } from '../table/permissive-capability.ts';

const ratios = [
  'auto',
  '1:1',
  '16:9',
  '9:16',
  '4:3',
  '3:4',
  '3:2',
  '2:3',
  '2:1',
  '1:2',
  '19.5:9',
  '9:19.5',
  '20:9',
  '9:20',
] as const;

/** Any width and height is taken and said as the nearest ratio and resolution. */
const anyShape: NonNullable<SizeRules['free']> = {
  step: 1,
  minSide: 64,
  maxSide: 4096,
  minPixels: 64 * 64,
  maxPixels: 4096 * 4096,
  maxRatio: 3,
};

/** docs.x.ai/developers/model-capabilities/images; @ai-sdk/xai@5.0.12. */
function grokImage(model: string, title: string, own: Partial<Capability>): Capability {
  return {
    ...permissiveCapability(model),
    title,
    sizes: { named: ratios, free: anyShape },
    qualities: [],
    formats: [],
    backgrounds: [],
    maxN: 10,
    maxInputs: 3,
    mask: false,
    markup: false,
    stream: false,
    seed: false,
    moderation: false,
    inputFidelity: false,
    style: false,
    compression: false,
    verified: 'fixture',
    source: 'docs.x.ai/developers/model-capabilities/images; npm @ai-sdk/xai@5.0.12',
    ...own,
  };
}

/** What is said as 1k, and the most that a size may have; see `xaiSize`. */
const [oneK, twoK] = [2 ** 21, anyShape.maxPixels];

/**
 * By quality, 1K and 2K; a ratio alone is painted at 1K, and `auto` at low (docs.x.ai/release-notes,
 * August 2026). What xAI charges in the end is in every answer.
 */
const twoPrice: Price = {
  perImage: { auto: 0.04, low: 0.04, medium: 0.06 },
  perMillionTokens: undefined,
  upToPixels: [
    { quality: 'auto', pixels: oneK, usd: 0.04 },
    { quality: 'low', pixels: oneK, usd: 0.04 },
    { quality: 'medium', pixels: oneK, usd: 0.06 },
    { quality: 'auto', pixels: twoK, usd: 0.06 },
    { quality: 'low', pixels: twoK, usd: 0.06 },
    { quality: 'medium', pixels: twoK, usd: 0.08 },
  ],
  perInput: { usd: 0.01 },
  source: 'third parties quoting xAI; docs.x.ai/developers/migration/imagine-image-quality-nov-2',
  asOf: '2026-11-20',
};

/** `auto` and five inputs: docs.x.ai/release-notes, August 2026. */
const two = {
  sizes: { named: [...ratios, '21:9', '5:2'], free: anyShape },
  qualities: ['auto', 'low', 'medium'],
  maxInputs: 5,
  price: twoPrice,
} as const;

/** xAI's models, the default first; the retired ones last. */
export const xaiModels: readonly Capability[] = [
  grokImage(xaiLivingModel, 'Grok Imagine Image 2.0', two),
  grokImage('grok-imagine-image', 'Grok Imagine Image 1.0: the cheapest', {
    price: {
      perImage: { '*': 0.02 },
      perMillionTokens: undefined,
      source: 'docs.x.ai/developers/model-capabilities/images',
      asOf: '2026-11-20',
    },
  }),
  retired('grok-imagine-image-quality', 'Grok Imagine Image Quality'),
  retired('grok-imagine-image-pro', 'Grok Imagine Image Pro'),
  retired('grok-2-image', 'Grok 2 Image'),
  retired('grok-2-image-latest', 'Grok 2 Image'),
  retired('grok-2-image-1212', 'Grok 2 Image of 2024-12-12'),
];

function retired(model: string, title: string): Capability {
  const redirect = findRedirect(model);
  return grokImage(model, title, {
    ...two,
    verified: 'reported',
    retired: redirect && { on: redirect.on, successor: redirect.successors[0] },
  });
}
