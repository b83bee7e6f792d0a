import type { Host } from '../host.ts';
import type { Asset } from '../image.ts';

/**
 * Where an asset stands for the world at this moment; undefined where no host has it. The configured
 * host may know a fresher address than the recorded one.
 */
export function hostedUrl(
  asset: Asset,
  configured: Pick<Host, 'name' | 'show'>,
): string | undefined {
  const { host, hostedUrl: recorded, deleteRef } = asset;
  if (recorded === undefined) return undefined;
  const isOurs = host === configured.name && deleteRef !== undefined;
  return (isOurs ? configured.show?.(asset, deleteRef) : undefined) ?? recorded;
}
