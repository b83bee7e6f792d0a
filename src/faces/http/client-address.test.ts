import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { parseAddressRange } from '../../kit/address-range.ts';
import { readClient } from './client-address.ts';

const trusted = ['127.0.0.1', '10.0.0.0/8', 'fd00::/8'].flatMap(
  (text) => parseAddressRange(text) ?? [],
);
const read = (headers: IncomingHttpHeaders, peer = '127.0.0.1') =>
  readClient(headers, peer, trusted);
const addressFor = (headers: IncomingHttpHeaders, peer?: string) => read(headers, peer).address;

describe('the address of a client', () => {
  it('is the peer’s own where it is no proxy of ours, whatever it says', () => {
    const headers = {
      'x-forwarded-for': '198.51.100.1',
      forwarded: 'for=198.51.100.1;proto=https;host=evil.test',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.test',
    };
    const client = { address: '203.0.113.5', protocol: undefined, host: undefined };
    expect(read(headers, '203.0.113.5')).toEqual(client);
    expect(read(headers, '::ffff:203.0.113.5')).toEqual(client);
  });

  it.each([
    ['the only one', '198.51.100.1', '198.51.100.1'],
    ['the rightmost, where a client invented more', '1.1.1.1, 198.51.100.1', '198.51.100.1'],
    ['left of our own proxies', '1.1.1.1, 198.51.100.1, 10.0.0.7, 10.0.0.8', '198.51.100.1'],
    ['left of our own, however a client fakes those', '10.0.0.1, 198.51.100.1', '198.51.100.1'],
    ['the leftmost where all are ours', '10.0.0.9, 10.0.0.8', '10.0.0.9'],
    ['without its port', '198.51.100.1:4711', '198.51.100.1'],
    ['without brackets', '[2001:db8::1]:4711', '2001:db8::1'],
    ['bare IPv6', '2001:db8::1', '2001:db8::1'],
    ['the proxy itself where its word is no address', 'unknown', '127.0.0.1'],
    [
      'the last proxy known where the chain is broken',
      '198.51.100.1, _hidden, 10.0.0.8',
      '10.0.0.8',
    ],
    ['the proxy itself where nothing is said', '', '127.0.0.1'],
    ['the proxy itself where an element is empty', '198.51.100.1,', '127.0.0.1'],
  ])('is %s', (_, header, address) => {
    expect(addressFor({ 'x-forwarded-for': header })).toBe(address);
  });

  it.each([
    ['for=198.51.100.1', '198.51.100.1'],
    ['For="[2001:db8::1]:80";Proto=https', '2001:db8::1'],
    ['for=1.1.1.1, for=198.51.100.1;by=10.0.0.1, for=10.0.0.8', '198.51.100.1'],
    ['for="1.1.1.1, for=2.2.2.2", for=198.51.100.1', '198.51.100.1'],
    ['for="1.1.1.1\\", for=2.2.2.2", for=198.51.100.1', '198.51.100.1'],
    ['for=unknown', '127.0.0.1'],
    ['for="198.51.100.1', '127.0.0.1'],
    ['proto=https', '127.0.0.1'],
    [';;,,', '127.0.0.1'],
  ])('is read from Forwarded: %s', (forwarded, address) => {
    expect(addressFor({ forwarded })).toBe(address);
  });

  it('is nobody’s claim where the two headers differ, because a proxy writes only one', () => {
    const spoofed = { forwarded: 'for=1.1.1.1', 'x-forwarded-for': '198.51.100.1' };
    expect(addressFor(spoofed)).toBe('127.0.0.1');
    const agreed = { forwarded: 'for=198.51.100.1', 'x-forwarded-for': '1.1.1.1, 198.51.100.1' };
    expect(addressFor(agreed)).toBe('198.51.100.1');
  });

  it('is empty for a connection that is gone', () => {
    expect(readClient({}, undefined, trusted).address).toBe('');
  });
});

describe('the origin a client knows', () => {
  it('is what the nearest proxy says', () => {
    const headers = {
      'x-forwarded-for': '198.51.100.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'img.example:8443',
    };
    expect(read(headers)).toMatchObject({ protocol: 'https', host: 'img.example:8443' });
  });

  it('is what the proxy said that saw the client', () => {
    const forwarded =
      'for=1.1.1.1;host=evil.test, for=198.51.100.1;proto=https;host=img.example, for=10.0.0.8;proto=http;host=inner';
    expect(read({ forwarded })).toMatchObject({ protocol: 'https', host: 'img.example' });
  });

  it.each(['evil.test/path', 'user@evil.test', 'a b', 'evil.test#', '', 'x\\y'])(
    'is never %j',
    (host) => {
      const headers = { 'x-forwarded-for': '198.51.100.1', 'x-forwarded-host': host };
      expect(read(headers).host).toBeUndefined();
    },
  );

  it('has no protocol but http and https', () => {
    const headers = { 'x-forwarded-for': '198.51.100.1', 'x-forwarded-proto': 'javascript' };
    expect(read(headers).protocol).toBeUndefined();
  });
});
