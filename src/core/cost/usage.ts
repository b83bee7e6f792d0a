import type { Usage } from '../generation.ts';

const counts = [
  'inputTokens',
  'outputTokens',
  'totalTokens',
  'textInputTokens',
  'imageInputTokens',
  'textOutputTokens',
] as const;

/** What two calls counted together; what neither counted stays unknown. */
export function addUsage(sum: Usage | undefined, more: Usage): Usage {
  if (!sum) return more;
  const add = (a: number | undefined, b: number | undefined) =>
    a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  const added: Usage = { ...sum, costUsd: add(sum.costUsd, more.costUsd) };
  for (const name of counts) {
    const total = add(sum[name], more[name]);
    if (total !== undefined || name in added) added[name] = total;
  }
  return added;
}

/** One image's share, the `place`-th from 0 of so many; the shares of all add up to the whole. */
export function shareUsage(usage: Usage, place: number, images: number): Usage {
  const share: Usage = {
    ...usage,
    costUsd: usage.costUsd === undefined ? undefined : usage.costUsd / images,
  };
  for (const name of counts) {
    const whole = usage[name];
    if (whole === undefined) continue;
    const upTo = (count: number) => Math.floor((whole * count) / images);
    share[name] = upTo(place + 1) - upTo(place);
  }
  return share;
}
