import type { Capability, SizeRules } from '../../core/capability.ts';

/** A model that takes a prompt and nothing else; its vendor's further parameters are passed on. */
export function bareCapability(model: string, title: string): Capability {
  return {
    model,
    title,
    sizes: { named: [], free: undefined },
    qualities: [],
    formats: [],
    backgrounds: [],
    maxN: 1,
    maxInputs: 0,
    mask: false,
    markup: false,
    stream: false,
    seed: false,
    moderation: false,
    inputFidelity: false,
    style: false,
    user: false,
    compression: false,
    passUnknown: true,
    price: undefined,
    verified: 'reported',
    source: 'assumed',
    retired: undefined,
  };
}

/** Sizes that a vendor bounds by their pixels and their shape alone; others become the nearest. */
export function pixelRules(
  minPixels: number,
  maxPixels: number,
  maxRatio: number,
): NonNullable<SizeRules['free']> {
  return {
    step: 1,
    minSide: Math.ceil(Math.sqrt(minPixels / maxRatio)),
    maxSide: Math.floor(Math.sqrt(maxPixels * maxRatio)),
    minPixels,
    maxPixels,
    maxRatio,
    nearest: true,
  };
}

/** Sizes that a vendor bounds by their sides alone; others become the nearest. */
export function sideRules(
  minSide: number,
  maxSide: number,
  maxRatio = maxSide / minSide,
): NonNullable<SizeRules['free']> {
  const sides = { step: 1, minSide, maxSide, minPixels: minSide ** 2, maxPixels: maxSide ** 2 };
  return { ...sides, maxRatio, nearest: true };
}
