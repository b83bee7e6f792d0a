import type { Asset } from './image.ts';

/** Where a caller finds an asset: at its host, or at this server. */
export function assetUrl(asset: Pick<Asset, 'hostedUrl' | 'name'>, assetOrigin: string): string {
  return asset.hostedUrl ?? `${assetOrigin}/i/${asset.name}`;
}
