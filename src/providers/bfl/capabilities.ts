import type { Capability, Price, SizeRules } from '../../core/capability.ts';
import { bareCapability } from '../table/bare-capability.ts';

/** Width and height are multiples of 16, up to four megapixels. */
const flux2Sizes: SizeRules = {
  named: ['1024x1024'],
  free: {
    step: 16,
    minSide: 64,
    maxSide: 4096,
    minPixels: 64 * 64,
    maxPixels: 4 * 1024 * 1024,
    maxRatio: 8,
  },
};

const flux1Sizes: SizeRules = {
  named: ['1024x768'],
  free: {
    step: 32,
    minSide: 256,
    maxSide: 1440,
    minPixels: 256 * 256,
    maxPixels: 1440 * 1440,
    maxRatio: 5.7,
  },
};

/** Any ratio from 21:9 to 9:21 is taken; these are the usual ones. */
const ratios = ['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3', '21:9', '9:21'] as const;

/** Any width and height is said as the nearest ratio. */
const ratioSizes = (first: string): SizeRules => ({
  named: [first, ...ratios.filter((ratio) => ratio !== first)],
  free: {
    step: 1,
    minSide: 64,
    maxSide: 4096,
    minPixels: 64 * 64,
    maxPixels: 4096 * 4096,
    maxRatio: 2.34,
  },
});

const skills = 'github.com/black-forest-labs/skills (bfl-api)';
const reference = 'docs.bfl.ai/api-reference';

/** What all of BFL's models have in common: one picture a task, a seed, no mask. */
function bflModel(model: string, title: string, own: Partial<Capability>): Capability {
  return {
    ...bareCapability(model, title),
    sizes: flux2Sizes,
    formats: ['jpeg', 'png'],
    seed: true,
    verified: 'fixture',
    source: skills,
    ...own,
  };
}

/** US cents: of the first megapixel, and of each that follows; an input costs as much as those. */
function perMegapixel(first: number, more: number): Price {
  const perImage = { '*:1024x1024': first / 100, '*:2048x2048': (first + 3 * more) / 100 };
  return { perImage, perMillionTokens: undefined, source: skills, asOf: '2026-11-20' };
}

function perPicture(usd: number): Price {
  return {
    perImage: { '*': usd },
    perMillionTokens: undefined,
    source: skills,
    asOf: '2026-11-20',
  };
}

/** BFL's models, the default first. What a picture cost in the end is in every answer. */
export const bflModels: readonly Capability[] = [
  bflModel('flux-2-pro', 'FLUX.2 [pro]', { maxInputs: 8, price: perMegapixel(3, 1.5) }),
  bflModel('flux-2-max', 'FLUX.2 [max]: the best', { maxInputs: 8, price: perMegapixel(7, 3) }),
  bflModel('flux-2-flex', 'FLUX.2 [flex]: good at text', {
    maxInputs: 8,
    price: perMegapixel(5, 5),
  }),
  bflModel('flux-2-klein-9b', 'FLUX.2 [klein] 9B: fast', {
    maxInputs: 4,
    price: perMegapixel(1.5, 0.2),
  }),
  bflModel('flux-2-klein-4b', 'FLUX.2 [klein] 4B: the cheapest', {
    maxInputs: 4,
    price: perMegapixel(1.4, 0.1),
  }),
  bflModel('flux-kontext-pro', 'FLUX.1 Kontext [pro]: edits', {
    sizes: ratioSizes('1:1'),
    formats: ['png', 'jpeg'],
    maxInputs: 4,
    price: perPicture(0.04),
    source: `${reference} (flux-kontext-pro)`,
  }),
  bflModel('flux-kontext-max', 'FLUX.1 Kontext [max]: edits', {
    sizes: ratioSizes('1:1'),
    formats: ['png', 'jpeg'],
    maxInputs: 4,
    price: perPicture(0.08),
    source: `${reference} (flux-kontext-max)`,
  }),
  bflModel('flux-pro-1.1', 'FLUX1.1 [pro]', {
    sizes: flux1Sizes,
    price: perPicture(0.04),
    verified: 'reported',
    source: `${skills}; sizes as replicate.com/black-forest-labs/flux-1.1-pro tells them`,
  }),
  bflModel('flux-pro-1.1-ultra', 'FLUX1.1 [pro] ultra', {
    sizes: ratioSizes('16:9'),
    price: perPicture(0.06),
    source: `${reference} (flux-pro-1.1-ultra)`,
  }),
];

/** A name that BFL has not told us of is taken for a newer FLUX.2. */
export const bflPermissive: Capability = {
  ...bflModel('', '', { maxInputs: 8 }),
  sizes: undefined,
  formats: undefined,
  verified: 'reported',
  source: 'assumed',
};
