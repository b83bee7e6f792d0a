import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../../test/contract/host-contract.ts';
import { lskyEndpoint, lskyOrigin } from './endpoint.ts';

describe('lskyEndpoint', () => {
  it.each([
    ['https://x', 'https://x/api/v1/upload'],
    ['https://x/', 'https://x/api/v1/upload'],
    ['https://x:8443/api', 'https://x:8443/api/v1/upload'],
    ['https://x/api/v1', 'https://x/api/v1/upload'],
    ['https://x/api/v1/', 'https://x/api/v1/upload'],
    ['https://x/api/v1/upload', 'https://x/api/v1/upload'],
    ['https://x/api/v1/upload//', 'https://x/api/v1/upload'],
    ['https://x/api/v1/upload?token=1#top', 'https://x/api/v1/upload'],
    ['  https://x/api/v1/upload\n', 'https://x/api/v1/upload'],
    ['https://me:secret@x/api/v1/upload', 'https://x/api/v1/upload'],
    ['https://x/api/v2', 'https://x/api/v2/upload'],
    ['https://x/api/v2/upload', 'https://x/api/v2/upload'],
    ['https://x/img/api/v1', 'https://x/img/api/v1/upload'],
    ['https://x/img/api/v1/upload', 'https://x/img/api/v1/upload'],
    ['http://10.0.0.2:8089/behind/a/proxy', 'http://10.0.0.2:8089/behind/a/proxy'],
  ])('takes %j as the upload route %s', (url, upload) => {
    expect(lskyEndpoint(url).upload).toBe(upload);
  });

  it('finds images beside the upload route, whatever characters a key has', () => {
    const { image } = lskyEndpoint('https://x/img');
    expect(lskyEndpoint('https://x/img/api/v1').image('aB3')).toBe(
      'https://x/img/api/v1/images/aB3',
    );
    expect(lskyEndpoint('https://x').image('a/b?c')).toBe('https://x/api/v1/images/a%2Fb%3Fc');
    expect(image('aB3')).toBe('https://x/images/aB3');
  });

  it.each(['', 'x', 'ftp://x/api/v1', 'localhost:8080', '/api/v1/upload'])(
    'refuses %j, which is no http address',
    async (url) => {
      const refusal = await refusalOf((async () => lskyEndpoint(url))());
      expect(refusal.code).toBe('wrong_setting');
      expect(lskyOrigin(url)).toBeUndefined();
    },
  );
});

it('tells the same origin for every way to write one server’s address', () => {
  const ways = ['https://x', 'https://X:443/api/v1', 'https://x/api/v2/upload?a=b'];
  expect(new Set(ways.map(lskyOrigin))).toEqual(new Set(['https://x']));
  expect(lskyOrigin('http://x')).not.toBe('https://x');
});
