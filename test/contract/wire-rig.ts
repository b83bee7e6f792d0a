import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Provider, ProviderEvent, ProviderRequest } from '../../src/core/provider.ts';
import { retryPolicy } from '../../src/core/retry.ts';
import { createHttpClient, type HttpClient } from '../../src/kit/http-client.ts';
import type { RemoteOptions } from '../../src/providers/wire/remote-options.ts';
import {
  type SeenRequest,
  startWire,
  type Wire,
  type WireUpstream,
} from '../fakes/wire-upstream.ts';
import { type Collected, collect, providerRequest } from './provider-request.ts';

/** What a provider under test is made of beside its own settings. */
export type GivenUpstream = Pick<RemoteOptions, 'baseUrl' | 'apiKey' | 'client'>;

/** Waits of milliseconds, so that no test waits for long. */
export const quick = {
  retry: { ...retryPolicy, firstWaitMs: 5 },
  pauses: { first: 2, longest: 5, growth: 2 },
};

/** All that a painting told, and the last paid request it took. */
export interface Painted extends Collected {
  events: ProviderEvent[];
  seen: SeenRequest | undefined;
  /** Of that request, where its body was JSON. */
  json: SeenRequest['json'];
}

/** A provider before its vendor's wire on loopback, for what is special to it. */
export interface WireRig {
  readonly upstream: WireUpstream;
  readonly provider: Provider;
  readonly client: HttpClient;
  begin(wishes?: Partial<ProviderRequest>): ReturnType<Provider['generate']>;
  paint(wishes?: Partial<ProviderRequest>): Promise<Painted>;
}

/** Opens it for the suite this is called in, with the key `k`, painting at the start of each test. */
export function openRig(wire: Wire, create: (given: GivenUpstream) => Provider): WireRig {
  let upstream: WireUpstream;
  let client: HttpClient;
  let provider: Provider;
  beforeAll(async () => {
    upstream = await startWire(wire);
    client = createHttpClient({ trustedOrigins: [upstream.origin] });
    provider = create({ baseUrl: upstream.origin, apiKey: 'k', client });
  });
  beforeEach(() => upstream.mode('paint'));
  afterAll(async () => {
    await client.close();
    await upstream.close();
  });
  const begin: WireRig['begin'] = (wishes = {}) =>
    provider.generate(providerRequest(provider, wishes), new AbortController().signal);
  return {
    get upstream() {
      return upstream;
    },
    get provider() {
      return provider;
    },
    get client() {
      return client;
    },
    begin,
    async paint(wishes) {
      const events: ProviderEvent[] = [];
      const told = await collect(keep(await begin(wishes), events));
      const seen = upstream.paints().at(-1);
      return { ...told, events, seen, json: seen?.json };
    },
  };
}

async function* keep(events: AsyncIterable<ProviderEvent>, kept: ProviderEvent[]) {
  for await (const event of events) {
    kept.push(event);
    yield event;
  }
}
