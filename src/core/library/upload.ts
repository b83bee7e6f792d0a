import type { Spool, SpoolEnd } from '../../kit/spool.ts';
import { assetUrl } from '../asset-url.ts';
import type { Caller } from '../caller.ts';
import { AppError, toAppError } from '../errors.ts';
import type { BroughtHost } from '../generation.ts';
import type { Asset, Visibility } from '../image.ts';
import { keepSpool, putOnHost } from '../keep.ts';
import type { Parts } from '../parts.ts';

/** A picture a caller hands in to get a lasting URL for. */
export interface UploadRequest {
  /** The wire name of the parameter it came in, for errors. */
  param: string;
  spool: Spool;
  end: SpoolEnd;
  visibility: Visibility | undefined;
  hosting: BroughtHost | undefined;
}

/**
 * Keeps a picture and gives it to the host; the caller asked for just that, so a host that fails is
 * an error here, and its `keptAt` tells where the picture is on this server. Takes the spool over.
 */
export async function uploadImage(
  request: UploadRequest,
  caller: Caller,
  parts: Parts,
): Promise<{ asset: Asset; url: string }> {
  const { param, spool, end, hosting } = request;
  try {
    const brought = hosting?.token ?? hosting?.url;
    if (brought !== undefined && !caller.mayBringCredentials) {
      const name = hosting?.token === undefined ? 'image_hosting_url' : 'image_hosting_token';
      throw new AppError('credentials_refused', { param: name }, { param: name });
    }
    const host = parts.chooseHost(hosting);
    const details = {
      generationId: undefined,
      index: 0,
      visibility: request.visibility ?? 'public',
      revisedPrompt: undefined,
      seed: undefined,
      host,
      notAnImage: () => new AppError('not_an_image', { param }, { param }),
    };
    const kept = await keepSpool(spool, end, details, parts);
    const keptAt = assetUrl(kept, caller.assetOrigin);
    if (host.local) return { asset: kept, url: keptAt };
    const asset = await putOnHost(kept, host, parts).catch((thrown: unknown) => {
      const error = toAppError(thrown);
      parts.logger.warn({ asset: kept.id, host: host.name, code: error.code }, error.message);
      throw error.with({ keptAt });
    });
    return { asset, url: assetUrl(asset, caller.assetOrigin) };
  } catch (thrown) {
    await spool.discard();
    throw thrown;
  }
}
