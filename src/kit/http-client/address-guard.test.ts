import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AddressError,
  checkLiteral,
  checkName,
  guardedLookup,
  isGlobalUnicast,
} from './address-guard.ts';

describe('isGlobalUnicast', () => {
  it.each([
    '1.1.1.1',
    '93.184.215.14',
    '2606:4700:4700::1111',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
  ])('takes %s', (address) => {
    expect(isGlobalUnicast(address)).toBe(true);
  });

  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback', '127.255.0.9'],
    ['loopback', '::1'],
    ['unspecified', '0.0.0.0'],
    ['unspecified', '::'],
    ['private', '10.1.2.3'],
    ['private', '172.31.0.1'],
    ['private', '192.168.1.1'],
    ['link local, where clouds keep credentials', '169.254.169.254'],
    ['link local', 'fe80::1'],
    ['link local with a zone', 'fe80::1%eth0'],
    ['carrier-grade NAT', '100.64.0.1'],
    ['benchmarking', '198.18.0.1'],
    ['documentation', '203.0.113.5'],
    ['documentation', '2001:db8::1'],
    ['multicast', '224.0.0.1'],
    ['multicast', 'ff02::1'],
    ['reserved', '240.0.0.1'],
    ['broadcast', '255.255.255.255'],
    ['unique local', 'fd00::1'],
    ['site local', 'fec0::1'],
    ['mapped loopback', '::ffff:127.0.0.1'],
    ['mapped private', '::ffff:a00:1'],
    ['IPv4-compatible', '::7f00:1'],
    ['translated private', '64:ff9b::10.0.0.1'],
    ['local translation', '64:ff9b:1::808:808'],
    ['6to4', '2002:7f00:1::'],
    ['6to4 of a public address', '2002:808:808::1'],
    ['Teredo', '2001:0:4136:e378::1'],
    ['unassigned', '4000::1'],
    ['no address', 'example.com'],
    ['nothing', ''],
  ])('refuses %s: %s', (_what, address) => {
    expect(isGlobalUnicast(address)).toBe(false);
  });

  it('judges an IPv4 address the same when it is mapped into IPv6', () => {
    fc.assert(
      fc.property(fc.ipV4(), (address) => {
        expect(isGlobalUnicast(`::ffff:${address}`)).toBe(isGlobalUnicast(address));
      }),
    );
  });
});

describe('checkLiteral', () => {
  it.each([
    'http://127.0.0.1/',
    'http://0x7f.1/',
    'http://2130706433/',
    'http://017700000001/',
    'http://127.1./',
    'http://①27.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
  ])('refuses %s', (url) => {
    expect(() => checkLiteral(new URL(url))).toThrow(AddressError);
  });

  it.each(['http://1.1.1.1/', 'http://[2606:4700::1]/', 'http://example.com/'])(
    'leaves %s to the lookup',
    (url) => {
      expect(() => checkLiteral(new URL(url))).not.toThrow();
    },
  );
});

describe('names', () => {
  it('are refused when they resolve to this machine, without telling where', async () => {
    const error = await checkName(new URL('http://localhost/')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AddressError);
    expect(String(error)).not.toMatch(/127|::1/);
  });

  it.each([{ all: true }, { all: false }])(
    'are refused at the socket, asked with %j',
    async (how) => {
      const error = await new Promise((resolve) => guardedLookup('localhost', how, resolve));
      expect(error).toBeInstanceOf(AddressError);
    },
  );

  it('pass on in the form that was asked for', async () => {
    const ask = (all: boolean) =>
      new Promise((resolve) => {
        guardedLookup('1.1.1.1', { all }, (_error, ...found) => resolve(found));
      });
    expect(await ask(false)).toEqual(['1.1.1.1', 4]);
    expect(await ask(true)).toEqual([[{ address: '1.1.1.1', family: 4 }]]);
  });
});
