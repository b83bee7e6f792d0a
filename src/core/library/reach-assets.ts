import type { HttpClient } from '../../kit/http-client.ts';
import type { AssetFolder, OpenAsset } from '../asset-folder.ts';
import { AppError } from '../errors.ts';
import type { Host } from '../host.ts';
import type { Asset } from '../image.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store.ts';
import { hostedUrl } from './hosted-url.ts';

/** What is needed to reach an image that is not here. */
export interface ReachOptions {
  assets: AssetFolder;
  store: Pick<Store, 'findAssetByName'>;
  /** The configured one. */
  host: Pick<Host, 'name' | 'local' | 'show'>;
  client: Pick<HttpClient, 'request'>;
  logger: Logger;
  /** Whether other servers with folders of their own may share the records. */
  isShared: boolean;
}

const firstByteMs = 30_000;
/** In seconds. */
const retryAfter = 2;

/**
 * The asset folder, and behind it what hosts have of images that other servers on the same records
 * made: opening such a one brings it here, once it has proven to be the same to the last byte.
 * Throws `image_elsewhere` where the host is still to get it.
 */
export function reachAssets(options: ReachOptions): AssetFolder {
  const { assets, store, logger, isShared } = options;
  const coming = new Map<string, Promise<void>>();

  async function bring(asset: Asset): Promise<void> {
    const { name: what, host } = asset;
    const url = addressOf(asset, options.host);
    const isWaiting = host === options.host.name && !options.host.local;
    if (url === undefined && isShared && isWaiting) {
      throw new AppError('image_elsewhere', { what, host }, { retryAfter });
    }
    try {
      if (url !== undefined) await keepCopy(asset, url, options);
    } catch (cause) {
      logger.warn(
        { asset: asset.id, host: asset.host, cause },
        'an image could not be brought here',
      );
    }
  }

  async function open(name: string): Promise<OpenAsset | undefined> {
    const here = await assets.open(name);
    if (here || name === '') return here;
    const asset = await store.findAssetByName(name);
    // What expired is to be removed here, not brought back.
    if (!asset || asset.expiredAt !== undefined) return undefined;
    const work = coming.get(name) ?? bring(asset).finally(() => coming.delete(name));
    coming.set(name, work);
    await work;
    return assets.open(name);
  }

  return Object.create(assets, { open: { value: open } }) as AssetFolder;
}

/** For ourselves: the host's own address and not that of what stands in front of it for the world. */
function addressOf(asset: Asset, host: ReachOptions['host']): string | undefined {
  return hostedUrl({ ...asset, visibility: 'private' }, host);
}

async function keepCopy(
  { name, size, sha256 }: Asset,
  url: string,
  { assets, client }: ReachOptions,
): Promise<void> {
  const answer = await client.request({ method: 'GET', url, followRedirects: true, firstByteMs });
  if (answer.status !== 200) {
    await answer.discard();
    throw new Error(`the host answers ${answer.status}`);
  }
  const spool = await assets.begin();
  try {
    for await (const chunk of answer.body) {
      if (spool.size + chunk.length > size) throw new Error('the host has a larger one');
      await spool.write(chunk);
    }
    const end = await spool.end();
    if (end.sha256 !== sha256) throw new Error('the host has another one');
    await assets.keep(spool, name);
  } finally {
    await spool.discard();
  }
}
