import { forEachAtOnce } from '../../kit/for-each-at-once.ts';
import { type HttpClient, HttpError } from '../../kit/http-client.ts';
import type { Asset } from '../image.ts';
import type { Store } from '../store.ts';

/** A link of a host that shows nothing. */
export interface BrokenLink {
  generationId: string;
  url: string;
  /** In words of the wire: a status, or why nothing answered. */
  reason: string;
}

/** What became of a sample of the links of a host. */
export interface LinkCheck {
  /** How many were asked for; fewer than the host has. */
  asked: number;
  alive: number;
  broken: BrokenLink[];
}

/** Asks for a sample of the links of a host, by name; nothing is downloaded. */
export type CheckLinks = (host: string) => Promise<LinkCheck>;

/** What links are looked up and asked for with. */
export interface LinkCheckOptions {
  store: Pick<Store, 'listGenerations'>;
  client: Pick<HttpClient, 'request'>;
  hostedUrl(asset: Asset): string | undefined;
}

const sampled = 12;
const looked = 200;
const atOnce = 4;
const patienceMs = 8_000;

/** Some hosts and signed addresses know no HEAD, and what leads elsewhere has to be followed. */
function tellsNothing(status: number): boolean {
  return [400, 403, 405, 501].includes(status) || (status >= 300 && status < 400);
}

/** Makes the check; an address from a host is foreign, and goes through the guard. */
export function createLinkCheck({ store, client, hostedUrl }: LinkCheckOptions): CheckLinks {
  async function ask(url: string): Promise<string | undefined> {
    const signal = AbortSignal.timeout(patienceMs);
    const limits = { url, signal, firstByteMs: patienceMs } as const;
    const head = await client.request({ method: 'HEAD', ...limits });
    await head.discard();
    if (!tellsNothing(head.status)) return judge(head.status);
    const headers = { range: 'bytes=0-0' };
    const first = await client.request({
      method: 'GET',
      headers,
      followRedirects: true,
      ...limits,
    });
    await first.discard();
    return judge(first.status);
  }

  return async (host) => {
    const generations = await store.listGenerations(undefined, looked, { host });
    const links = generations.flatMap(({ id, assets }) =>
      assets
        .filter((asset) => asset.host === host)
        .flatMap((asset) => {
          const url = hostedUrl(asset);
          return url === undefined ? [] : [{ generationId: id, url }];
        }),
    );
    const sample = spread(links, sampled);
    const broken: BrokenLink[] = [];
    await forEachAtOnce(sample, atOnce, async (link) => {
      const reason = await ask(link.url).catch(reasonOf);
      if (reason !== undefined) broken.push({ ...link, reason });
    });
    return { asked: sample.length, alive: sample.length - broken.length, broken };
  };
}

function judge(status: number): string | undefined {
  return status < 400 ? undefined : `HTTP ${status}`;
}

function reasonOf(thrown: unknown): string {
  return thrown instanceof HttpError ? thrown.kind : 'no answer';
}

/** So many of them, from the newest to the oldest. */
function spread<Item>(items: readonly Item[], most: number): Item[] {
  const step = Math.max(1, items.length / most);
  return items.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}
