import type { Capability, Price, SizeRules } from '../../core/capability.ts';
import { bareCapability } from '../table/bare-capability.ts';

/** What `aspect_ratio` takes at nearly all models. */
export const usualRatios = [
  '1:1',
  '16:9',
  '21:9',
  '3:2',
  '2:3',
  '4:5',
  '5:4',
  '3:4',
  '4:3',
  '9:16',
  '9:21',
] as const;

/** Any width and height is taken and said as the nearest ratio, and tier where there are some. */
const anyShape = (named: readonly string[], maxSide: number): SizeRules => ({
  named,
  free: {
    step: 1,
    minSide: 64,
    maxSide,
    minPixels: 64 * 64,
    maxPixels: maxSide ** 2,
    maxRatio: 8,
  },
});

/** Ratios, and beside them width and height as they are. */
const custom = (maxSide: number): SizeRules => ({
  named: usualRatios,
  free: {
    step: 16,
    minSide: 256,
    maxSide,
    minPixels: 256 * 256,
    maxPixels: maxSide ** 2,
    maxRatio: maxSide / 256,
  },
});

/** What nearly all of the named models have in common. */
function hosted(model: string, title: string, own: Partial<Capability>): Capability {
  return {
    ...bareCapability(model, title),
    sizes: undefined,
    formats: ['webp', 'jpeg', 'png'],
    seed: true,
    compression: true,
    verified: 'fixture',
    source: `replicate.com/${model}/api`,
    ...own,
  };
}

function perPicture(usd: number, source: string): Price {
  return { perImage: { '*': usd }, perMillionTokens: undefined, source, asOf: '2026-11-20' };
}

const verifiedInMay = 'workflowlab.dev/cost/flux-api-options-compared (third party, 2026-05-11)';

/** The models whose API pages were read, the default first; any other may be named. */
export const replicateModels: readonly Capability[] = [
  hosted('black-forest-labs/flux-schnell', 'FLUX.1 [schnell]: fast and cheap', {
    sizes: anyShape(usualRatios, 2048),
    maxN: 4,
    price: perPicture(0.003, verifiedInMay),
  }),
  hosted('black-forest-labs/flux-dev', 'FLUX.1 [dev]', {
    sizes: anyShape(usualRatios, 2048),
    maxN: 4,
    maxInputs: 1,
    price: perPicture(0.025, verifiedInMay),
    verified: 'reported',
  }),
  hosted('black-forest-labs/flux-1.1-pro', 'FLUX1.1 [pro]', { sizes: custom(1440) }),
  hosted('black-forest-labs/flux-2-pro', 'FLUX.2 [pro]', { sizes: custom(2048), maxInputs: 8 }),
  hosted('google/nano-banana-2', 'Nano Banana 2 (Gemini 3.1 Flash Image)', {
    sizes: anyShape([...usualRatios.filter((ratio) => ratio !== '9:21'), '1K', '2K', '4K'], 4096),
    formats: ['jpeg', 'png'],
    maxInputs: 14,
    seed: false,
    compression: false,
    // Its page names no ratios; these are Google's.
    verified: 'reported',
  }),
];

/** Of any other model: what only OpenAI has is dropped, the rest is sent under the usual names. */
export const replicatePermissive: Capability = {
  ...hosted('', '', { maxInputs: 16 }),
  sizes: undefined,
  qualities: undefined,
  formats: undefined,
  backgrounds: undefined,
  verified: 'reported',
  source: 'assumed',
};
