import type { Capability, Price } from '../../core/capability.ts';
import { bareCapability, sideRules } from '../table/bare-capability.ts';

/** What `aspect_ratio` of 3.0 takes, with a colon in place of the `x`. */
const ratios = [
  ...['1:1', '16:9', '9:16', '16:10', '10:16', '3:2', '2:3', '4:3'],
  ...['3:4', '5:4', '4:5', '2:1', '1:2', '3:1', '1:3'],
] as const;

/** What `resolution` of 4.0 takes. */
const resolutions4 = [
  ...['2048x2048', '1440x2880', '2880x1440', '1664x2496', '2496x1664', '1792x2240', '2240x1792'],
  ...['1440x2560', '2560x1440', '1600x2560', '2560x1600', '1728x2304', '2304x1728', '1296x3168'],
  ...['3168x1296', '1152x2944', '2944x1152', '1248x3328', '3328x1248', '1280x3072', '3072x1280'],
] as const;

/** By `rendering_speed`, which is said as a quality: TURBO, DEFAULT, QUALITY. */
function byQuality(low: number, medium: number, high: number): Price {
  return {
    perImage: { '*': medium, low, medium, high },
    perMillionTokens: undefined,
    source: 'ideogram.ai/blog/ideogram-api-pricing',
    asOf: '2026-11-16',
  };
}

const qualities = ['medium', 'low', 'high'] as const;

/** Ideogram's models, the default first; a name is part of their routes, so there are no others. */
export const ideogramModels: readonly Capability[] = [
  {
    ...bareCapability('ideogram-v3', 'Ideogram 3.0: text in pictures, also inside of a mask'),
    // Any width and height is said as the nearest ratio where it is none of its resolutions.
    sizes: { named: ratios, free: sideRules(512, 1536, 3) },
    qualities,
    maxN: 8,
    maxInputs: 1,
    mask: true,
    seed: true,
    style: true,
    price: byQuality(0.03, 0.06, 0.09),
    verified: 'fixture',
    source: 'developer.ideogram.ai/v1/api-reference (generate-v3, remix-v3, inpaint-v3)',
  },
  {
    ...bareCapability('ideogram-v4', 'Ideogram 4.0: the newer, in 2K'),
    sizes: { named: resolutions4, free: undefined },
    qualities,
    maxInputs: 1,
    price: byQuality(0.03, 0.06, 0.1),
    verified: 'reported',
    source: 'developer.ideogram.ai/api-reference/edit-images/remix-v4; docs.comfy.org (IdeogramV4)',
  },
];
