import { sniffImage } from '../../kit/media-type.ts';
import type { LeftSpool } from '../asset-folder.ts';
import type { Generation } from '../generation.ts';
import type { Asset } from '../image.ts';
import { describeAsset } from '../keep.ts';
import type { Parts } from '../parts.ts';
import { readSpoolLabel } from '../spool-label.ts';

/** Where the images of a generation belong. */
export interface AdoptingHost {
  name: string;
  /** When it is to be given them, in milliseconds since 1970; undefined where never. */
  nextAttemptAt: number | undefined;
}

/**
 * Makes assets of the whole images that a dead process left, and removes the rest; gives those that
 * have become assets now.
 */
export async function adoptSpools(
  generation: Generation,
  spools: readonly LeftSpool[],
  host: AdoptingHost,
  parts: Pick<Parts, 'store' | 'now'>,
): Promise<Asset[]> {
  const assets: Asset[] = [];
  for (const spool of spools) {
    const known = [...generation.assets, ...assets].map(({ index }) => index);
    const asset = await adoptSpool(generation, spool, known, host, parts);
    if (asset) assets.push(asset);
    await spool.discard();
  }
  return assets;
}

async function adoptSpool(
  { id: generationId, parameters }: Generation,
  spool: LeftSpool,
  known: readonly number[],
  host: AdoptingHost,
  { store, now }: Pick<Parts, 'store' | 'now'>,
): Promise<Asset | undefined> {
  const label = readSpoolLabel(spool.label ?? '');
  if (!label || known.includes(label.index)) return undefined;
  const end = await spool.inspect();
  const sniffed = end && sniffImage(end.head);
  if (!sniffed) return undefined;
  const { index, stem } = label;
  const visibility = parameters.visibility === 'private' ? 'private' : 'public';
  const about = { generationId, index, visibility, host } as const;
  const details = { ...about, revisedPrompt: undefined, seed: undefined };
  const asset = describeAsset(stem, sniffed, end, details, { now });
  await spool.keep(asset.name);
  await store.journal.append({
    type: 'asset-durable',
    asset,
    nextAttemptAt: host.nextAttemptAt,
  });
  return asset;
}
