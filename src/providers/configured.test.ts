import { afterAll, describe, expect, it } from 'vitest';
import { createHttpClient } from '../kit/http-client.ts';
import {
  type ConfiguredOptions,
  createProviders,
  legacyBaseUrl,
  providerOrigins,
  usualConcurrency,
} from './configured.ts';
import { openaiKind } from './openai.ts';
import type { ProviderChoice, ProviderKind, ProviderSettings } from './table/provider-kind.ts';

const client = createHttpClient({ trustedOrigins: [] });
afterAll(() => client.close());

const nothing: ConfiguredOptions = {
  providers: {},
  imageHostingUrl: undefined,
  imageHostingToken: undefined,
  s3Bucket: undefined,
  modelRedirects: 'follow',
};
const configure = (set: Partial<ConfiguredOptions>) =>
  createProviders({ ...nothing, ...set }, client);
const names = (set: Partial<ConfiguredOptions>) =>
  configure(set).configured.map(({ name }) => name);
const at = (baseUrl: string) => ({ baseUrl });
const by = (...apiKeys: string[]) => ({ apiKeys });

describe('the configured providers', () => {
  it('are the demo painter alone where nothing is set up', () => {
    expect(names({})).toEqual(['demo']);
  });

  it('never hold the demo painter where a host or a provider is set up', () => {
    expect(names({ imageHostingUrl: 'https://img.example' })).toEqual([]);
    expect(names({ imageHostingToken: '1|x' })).toEqual([]);
    expect(names({ s3Bucket: 'pics' })).toEqual([]);
    expect(names({ providers: { openai: by('sk-x') } })).toEqual(['openai']);
  });

  it('begin with the relay of the older server', () => {
    const relay = { ...by('k'), ...at('https://relay.example') };
    const all = { xai: by('x'), openai: by('sk'), relay };
    expect(names({ providers: all })).toEqual(['relay', 'openai', 'xai']);
  });

  it('ask a relay for the older server’s model, and a vendor for a living one', () => {
    const [relay, openai] = configure({
      providers: { relay: { ...by('k'), ...at('https://relay.example') }, openai: by('sk') },
    }).configured;
    expect(relay?.defaultModel).toBe('gpt-image-1');
    expect(openai?.defaultModel).toBe('gpt-image-2.5-flare');
  });

  it.each([
    [by('k'), 'API_BASE_URL', undefined],
    [at('https://relay.example'), 'API_KEY', 'https://relay.example'],
  ])('tell what is missing of a half pair %j', (relayChoice, missing, origin) => {
    const [relay] = configure({ providers: { relay: relayChoice } }).configured;
    expect(relay?.problem?.message).toContain(`${missing} is not`);
    expect(relay?.origin).toBe(origin);
  });

  it('take a caller’s key at the operator’s address, with the problem gone', () => {
    const { configured, withKey } = configure({
      providers: { relay: at('https://relay.example') },
    });
    const [relay] = configured;
    if (!relay) throw new Error('there is no relay');
    const own = withKey(relay, 'sk-callers');
    expect(own).toMatchObject({ name: 'relay', origin: 'https://relay.example' });
    expect(own.problem).toBeUndefined();
  });

  it('do not begin with an address alone where a key is what sets a vendor up', () => {
    expect(names({ providers: { openai: at('https://there.example') } })).toEqual(['demo']);
  });

  it('are made with the first of several keys, and know all of them', () => {
    const { configured, keysOf } = configure({ providers: { openai: by('one', 'two') } });
    expect(configured.map(keysOf)).toEqual([['one', 'two']]);
  });

  it('are reached where the operator says, else where their vendors are', () => {
    const origins = providerOrigins({ openai: at('http://127.0.0.1:9/v1') });
    expect(origins).toContain('http://127.0.0.1:9');
    expect(origins).toContain('https://api.x.ai');
    expect(origins).not.toContain('https://api.openai.com');
  });

  it('take the older routes to the relay, else to xAI', () => {
    expect(legacyBaseUrl({})).toBe('https://api.x.ai');
    expect(legacyBaseUrl({ relay: at('https://relay.example') })).toBe('https://relay.example');
  });

  it('speak xAI’s wire to xAI and OpenAI’s to all others for what a caller brings', () => {
    const { bring } = configure({});
    const kindAt = (baseUrl: string) => bring({ apiKey: 'k', baseUrl }).kind;
    expect(kindAt('https://api.x.ai')).toBe('xai');
    expect(kindAt('https://relay.example')).toBe('openai');
  });
});

describe('kinds that need more, or less, than a key', () => {
  const given: ProviderSettings[] = [];
  const kind = (own: Partial<ProviderKind>): ProviderKind => ({
    kind: 'acme',
    title: { en: 'Acme', zh: 'Acme' },
    key: { env: 'ACME_KEY' },
    address: { env: 'ACME_URL', default: 'https://api.acme.test' },
    docs: { sources: ['made up'], verified: 'reported', asOf: '2026-11-20' },
    create(settings) {
      given.push(settings);
      return openaiKind.create(settings);
    },
    ...own,
  });
  const made = (own: Partial<ProviderKind>, choice: ProviderChoice) => {
    const options = { ...nothing, s3Bucket: 'pics', providers: { acme: choice } };
    return createProviders(options, client, [kind(own)]).configured;
  };
  const local = { key: undefined, address: { env: 'ACME_URL', example: 'http://127.0.0.1:9' } };
  const account = {
    extraSettings: [
      { env: 'ACME_ACCOUNT', about: { en: 'A.', zh: '甲。' }, required: true as const },
      { env: 'ACME_REGION', about: { en: 'B.', zh: '乙。' }, default: 'eu' },
    ],
  };

  it('are set up by their address where they know no keys', () => {
    expect(made(local, {})).toEqual([]);
    const [there] = made(local, at('http://127.0.0.1:9'));
    expect(there).toMatchObject({ name: 'acme', origin: 'http://127.0.0.1:9' });
    expect(there?.problem).toBeUndefined();
    expect(given.at(-1)?.apiKey).toBe('');
  });

  it('take a key that is optional, and are not set up by it alone', () => {
    const optional = { ...local, key: { env: 'ACME_KEY', optional: true as const } };
    expect(made(optional, { ...at('http://127.0.0.1:9'), ...by('k') })[0]?.problem).toBeUndefined();
    expect(given.at(-1)?.apiKey).toBe('k');
    expect(made(optional, by('k'))[0]?.problem?.message).toContain('ACME_URL');
  });

  it('name the setting that is missing', () => {
    const [half] = made(account, by('k'));
    expect(half?.problem?.message).toBe(
      'ACME_KEY is set, but ACME_ACCOUNT is not, and Acme needs both. Set ACME_ACCOUNT.',
    );
    const [whole] = made(account, { ...by('k'), extra: { ACME_ACCOUNT: 'a' } });
    expect(whole?.problem).toBeUndefined();
    expect(given.at(-1)?.extra).toEqual({ ACME_ACCOUNT: 'a', ACME_REGION: 'eu' });
  });

  it('may be reached at further addresses of the vendor’s', () => {
    const kinds = [kind({ otherAddresses: ['https://queue.acme.test/x'] })];
    expect(providerOrigins({}, kinds)).toEqual([
      'https://api.acme.test',
      'https://queue.acme.test',
    ]);
  });
});

describe('how much a provider is given at once', () => {
  it.each(['comfyui', 'a1111', 'sdcpp', 'ollama', 'localai'])('is little for %s', (name) => {
    expect(usualConcurrency(name)).toBe(2);
  });

  it.each(['openai', 'relay', 'fal', 'caller'])('is not bounded for %s', (name) => {
    expect(usualConcurrency(name)).toBeUndefined();
  });
});
