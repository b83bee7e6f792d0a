import type { Capability } from './capability.ts';
import { priceOfInputs, priceOfPixels } from './cost/image-price.ts';
import type { Cost, GenerateRequest, Usage } from './generation.ts';

/**
 * What a generation cost: exact from what the provider counted, else estimated from its price
 * table for the images made; undefined where nobody knows, never 0 for unknown.
 */
export function costOf(
  capability: Capability,
  request: Pick<GenerateRequest, 'quality' | 'size'> & Partial<Pick<GenerateRequest, 'inputs'>>,
  usage: Usage | undefined,
  images: number,
): Cost | undefined {
  if (usage?.costUsd !== undefined) return { usd: toMicro(usage.costUsd), kind: 'exact' };
  const tokens = capability.price?.perMillionTokens;
  if (tokens && usage?.outputTokens !== undefined) {
    const imageIn = usage.imageInputTokens ?? 0;
    const textIn = usage.textInputTokens ?? Math.max(0, (usage.inputTokens ?? 0) - imageIn);
    const textOut = tokens.textOut === undefined ? 0 : (usage.textOutputTokens ?? 0);
    const imageOut = usage.outputTokens - textOut;
    const sum =
      textIn * tokens.textIn +
      imageIn * tokens.imageIn +
      textOut * (tokens.textOut ?? 0) +
      imageOut * tokens.imageOut;
    return { usd: toMicro(sum / 1_000_000), kind: 'exact' };
  }
  const { price, maxN } = capability;
  const table = price?.perImage;
  if (!price || !table) return undefined;
  const quality = request.quality ?? capability.qualities?.[0] ?? '*';
  const size = request.size ?? capability.sizes?.named[0] ?? '*';
  const perImage =
    table[`${quality}:${size}`] ??
    priceOfPixels(price, size, quality) ??
    table[quality] ??
    table['*'];
  if (perImage === undefined) return undefined;
  const read = priceOfInputs(price, request.inputs?.length ?? 0, Math.ceil(images / maxN));
  const usd = toMicro(perImage * images + read);
  // What is free needs no estimate.
  return { usd, kind: perImage === 0 && read === 0 ? 'exact' : 'estimated' };
}

/**
 * US dollars to the millionth, which the records keep: nobody wants to read 0.12000000000000001, or
 * to be asked about it where the limit is 0.12.
 */
export function toMicro(usd: number): number {
  return Math.round(usd * 1_000_000) / 1_000_000;
}
