import { AppError } from '../core/errors.ts';
import type { BroughtHost } from '../core/generation.ts';
import type { Host } from '../core/host.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { hostKinds } from './index.ts';

/** What the operator set up for an image host; every part may be missing. */
export interface HostChoice {
  imageHostingUrl: string | undefined;
  imageHostingToken: string | undefined;
  imageHostingStrategy: string | undefined;
  imageHostingGuest: boolean;
}

/** Finds the host for a request among the operator's and the caller's own. */
export interface HostChooser {
  /** The operator's; the local one where nothing is set up. */
  configured: Host;
  /** Throws `host_half_configured` or `base_url_without_key` before anything is spent. */
  choose(brought: BroughtHost | undefined): Host;
}

const olderUrl = 'https://tu.my/api/v1/upload';
const olderToken = 'a token built into it';

/** The operator's host, and the rules on what a caller may put in its place. */
export function createHostChooser(settings: HostChoice, client: HttpClient): HostChooser {
  const { imageHostingUrl: ownUrl, imageHostingToken: ownToken } = settings;
  const local = hostKinds.local.create(
    { url: undefined, token: undefined, strategyId: undefined, guest: false },
    client,
  );
  const lsky = (name: string, url: string, token: string | undefined, guest: boolean) => {
    const strategyId = url === ownUrl ? settings.imageHostingStrategy : undefined;
    return hostKinds.lsky.create({ name, url, token, strategyId, guest }, client);
  };
  const isOwn = (url: string) =>
    ownUrl !== undefined && new URL(url).origin === new URL(ownUrl).origin;

  return {
    configured:
      ownUrl === undefined ? local : lsky('lsky', ownUrl, ownToken, settings.imageHostingGuest),
    choose(brought) {
      const callerChosen = brought?.url !== undefined && !isOwn(brought.url);
      // Our token goes to the very address the operator set, not to another path beside it.
      const url = callerChosen || brought?.token !== undefined ? (brought?.url ?? ownUrl) : ownUrl;
      const token = brought?.token ?? (callerChosen ? undefined : ownToken);
      if (callerChosen && token === undefined) {
        const names = { url_param: 'image_hosting_url', key_param: 'image_hosting_token' };
        throw new AppError('base_url_without_key', names, { param: 'image_hosting_url' });
      }
      if (url === undefined) {
        if (token === undefined) return local;
        throw half(brought?.token === undefined, 'token', 'url', olderUrl);
      }
      const guest = settings.imageHostingGuest && !callerChosen;
      if (token === undefined && !guest) {
        throw half(brought?.url === undefined, 'url', 'token', olderToken);
      }
      // A host with a caller's own token is not the operator's: nothing is ever sent there again.
      const name = brought?.token === undefined ? 'lsky' : 'caller-lsky';
      return lsky(name, url, token, guest);
    },
  };
}

function half(bySetting: boolean, set: string, missing: string, older: string): AppError {
  const name = (part: string) =>
    bySetting ? `IMAGE_HOSTING_${part.toUpperCase()}` : `image_hosting_${part}`;
  return new AppError('host_half_configured', { set: name(set), missing: name(missing), older });
}
