import { afterAll, describe, expect, it } from 'vitest';
import { createHttpClient } from '../kit/http-client.ts';
import { type ConfiguredOptions, createProviders } from './configured.ts';

const client = createHttpClient({ trustedOrigins: [] });
afterAll(() => client.close());

const nothing: ConfiguredOptions = {
  apiKey: undefined,
  apiBaseUrl: undefined,
  openaiApiKey: undefined,
  openaiBaseUrl: 'https://api.openai.com/v1',
  xaiApiKey: undefined,
  xaiBaseUrl: 'https://api.x.ai',
  imageHostingUrl: undefined,
  imageHostingToken: undefined,
  s3Bucket: undefined,
  modelRedirects: 'follow',
};
const configure = (set: Partial<ConfiguredOptions>) =>
  createProviders({ ...nothing, ...set }, client);
const names = (set: Partial<ConfiguredOptions>) =>
  configure(set).configured.map(({ name }) => name);

describe('the configured providers', () => {
  it('are the demo painter alone where nothing is set up', () => {
    expect(names({})).toEqual(['demo']);
  });

  it('never hold the demo painter where a host or a provider is set up', () => {
    expect(names({ imageHostingUrl: 'https://img.example' })).toEqual([]);
    expect(names({ imageHostingToken: '1|x' })).toEqual([]);
    expect(names({ s3Bucket: 'pics' })).toEqual([]);
    expect(names({ openaiApiKey: 'sk-x' })).toEqual(['openai']);
  });

  it('begin with the relay of the older server', () => {
    const all = {
      apiKey: 'k',
      apiBaseUrl: 'https://relay.example',
      openaiApiKey: 'sk',
      xaiApiKey: 'x',
    };
    expect(names(all)).toEqual(['relay', 'openai', 'xai']);
  });

  it('ask a relay for the older server’s model, and a vendor for a living one', () => {
    const [relay, openai] = configure({
      apiKey: 'k',
      apiBaseUrl: 'https://relay.example',
      openaiApiKey: 'sk',
    }).configured;
    expect(relay?.defaultModel).toBe('gpt-image-1');
    expect(openai?.defaultModel).toBe('gpt-image-2.5-flare');
  });

  it.each([
    [{ apiKey: 'k' }, 'API_BASE_URL', undefined],
    [{ apiBaseUrl: 'https://relay.example' }, 'API_KEY', 'https://relay.example'],
  ])('tell what is missing of a half pair %j', (set, missing, origin) => {
    const [relay] = configure(set).configured;
    expect(relay?.problem?.message).toContain(`${missing} is not`);
    expect(relay?.origin).toBe(origin);
  });

  it('take a caller’s key at the operator’s address, with the problem gone', () => {
    const { configured, withKey } = configure({ apiBaseUrl: 'https://relay.example' });
    const [relay] = configured;
    if (!relay) throw new Error('there is no relay');
    const own = withKey(relay, 'sk-callers');
    expect(own).toMatchObject({ name: 'relay', origin: 'https://relay.example' });
    expect(own.problem).toBeUndefined();
  });

  it('speak xAI’s wire to xAI and OpenAI’s to all others for what a caller brings', () => {
    const { bring } = configure({});
    const kindAt = (baseUrl: string) => bring({ apiKey: 'k', baseUrl }).kind;
    expect(kindAt('https://api.x.ai')).toBe('xai');
    expect(kindAt('https://relay.example')).toBe('openai');
  });
});
