import { AppError } from '../core/errors.ts';
import type { Host } from '../core/host.ts';
import type { Asset } from '../core/image.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { type WritePart, writeMultipart } from '../kit/write-multipart.ts';
import { askLsky, type LskyAccess, property } from './lsky/call.ts';
import { type LskyEndpoint, lskyEndpoint } from './lsky/endpoint.ts';
import { hostFailure } from './wire/ask-host.ts';

/** How to reach a Lsky Pro server. */
export interface LskyOptions {
  /** Default `lsky`. */
  name?: string | undefined;
  /** Any address that `lskyEndpoint` takes. */
  url: string | undefined;
  /** `1|…`, with or without `Bearer ` before it. */
  token: string | undefined;
  /** The id of the storage strategy; without one the server takes its first. */
  strategyId?: string | undefined;
  /** Whether to upload as a guest where there is no token. */
  guest?: boolean | undefined;
  client: HttpClient;
  /** For one call as a whole, in milliseconds; default 60,000. */
  timeoutMs?: number | undefined;
}

/**
 * Keeps images on a Lsky Pro v2 server. Without a token nothing is sent unless `guest` says so:
 * the server would take the image as a guest's, and nobody could delete it. The open source
 * edition does not read `permission` but follows the account's own default; Pro+ reads it.
 */
export function lskyHost(options: LskyOptions): Required<Omit<Host, 'show'>> {
  const access: LskyAccess = {
    host: options.name ?? 'lsky',
    token: options.token?.trim().replace(/^bearer\s+/i, '') || undefined,
    client: options.client,
    timeoutMs: options.timeoutMs ?? 60_000,
  };

  function openEndpoint(guest: boolean): LskyEndpoint {
    if (!options.url) throw halfConfigured('TOKEN', 'URL', 'https://tu.my/api/v1/upload');
    if (!access.token && !guest) throw halfConfigured('URL', 'TOKEN', 'a token built into it');
    return lskyEndpoint(options.url);
  }

  return {
    name: access.host,
    kind: 'lsky',
    local: false,
    async put(asset, bytes, signal) {
      const { upload, version } = openEndpoint(options.guest ?? false);
      const form = writeMultipart(formParts(asset, bytes, version, options.strategyId));
      const headers = { 'content-type': form.contentType };
      const { body, contentLength } = form;
      const length = contentLength === undefined ? {} : { contentLength };
      const data = await askLsky(
        access,
        { method: 'POST', url: upload, headers, body, ...length },
        signal,
      );
      const key = property(data, 'key');
      const deletable = access.token !== undefined && typeof key === 'string';
      return { url: publicUrl(data, access.host), deleteRef: deletable ? key : undefined };
    },
    async delete(deleteRef, signal) {
      const url = openEndpoint(false).image(deleteRef);
      await askLsky(access, { method: 'DELETE', url }, signal);
    },
  };
}

function halfConfigured(set: 'URL' | 'TOKEN', missing: 'URL' | 'TOKEN', older: string): AppError {
  return new AppError('host_half_configured', {
    set: `IMAGE_HOSTING_${set}`,
    missing: `IMAGE_HOSTING_${missing}`,
    older,
  });
}

function formParts(
  asset: Asset,
  bytes: AsyncIterable<Uint8Array>,
  version: LskyEndpoint['version'],
  strategyId: string | undefined,
): WritePart[] {
  const permission = version === 2 ? 'is_public' : 'permission';
  const strategy = version === 2 ? 'storage_id' : 'strategy_id';
  const { name: fileName, mediaType, size } = asset;
  return [
    { name: permission, body: asset.visibility === 'public' ? '1' : '0' },
    ...(strategyId ? [{ name: strategy, body: strategyId }] : []),
    { name: 'file', fileName, mediaType, size, body: bytes },
  ];
}

/** The host's answer is untrusted: its address is shown to people and fetched by their browsers. */
function publicUrl(data: unknown, host: string): string {
  const told = property(property(data, 'links'), 'url') ?? property(data, 'public_url');
  if (typeof told !== 'string' || told === '') {
    throw hostFailure(host, 200, 'it took the image but told no address.');
  }
  const url = URL.canParse(told) ? new URL(told) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
  const reason = 'the address it told is no http or https URL. Check its storage strategy.';
  throw new AppError('host_failed', { host, status: 200, reason }, { retryable: false });
}
