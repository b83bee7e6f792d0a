import { describe, expect, it } from 'vitest';
import {
  customerOf,
  isInRanges,
  isLoopbackAddress,
  parseAddressRange,
  plainAddress,
} from './address-range.ts';

const ranges = (...texts: string[]) => texts.flatMap((text) => parseAddressRange(text) ?? []);

describe('a range of addresses', () => {
  it.each([
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.4', false],
    ['0.0.0.0/0', '203.0.113.9', true],
    ['10.0.0.0/8', '::ffff:10.9.9.9', true],
    ['::ffff:10.0.0.0/104', '10.9.9.9', true],
    ['2001:db8::/32', '2001:db8:1::2', true],
    ['2001:db8::/32', '2001:db9::1', false],
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['fe80::/10', 'fe80::1%eth0', true],
    // The families never match each other, however wide the block.
    ['::/0', '10.0.0.1', false],
    ['0.0.0.0/0', '2001:db8::1', false],
    ['10.0.0.0/8', 'unknown', false],
    ['10.0.0.0/8', '', false],
  ])('%s holds %s: %s', (range, address, held) => {
    expect(isInRanges(address, ranges(range))).toBe(held);
  });

  it.each([
    '',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/8/8',
    '10.0.0/8',
    '0x0a.0.0.1',
    '167772161',
  ])('cannot be read from %j', (text) => {
    expect(parseAddressRange(text)).toBeUndefined();
  });

  it.each(['::/129', '::ffff:10.0.0.0/95', 'localhost', '10.0.0.0/ 8', '10.0.0.0/'])(
    'cannot be read from %j either',
    (text) => {
      expect(parseAddressRange(text)).toBeUndefined();
    },
  );
});

describe('an address', () => {
  it('has one plain form', () => {
    expect(plainAddress('::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(plainAddress('2001:DB8:0:0::1')).toBe('2001:db8::1');
    expect(plainAddress('example.com')).toBeUndefined();
  });

  it('is counted by what one customer holds: alone, or as 64 bits of IPv6', () => {
    expect(customerOf('192.0.2.1')).toBe('192.0.2.1');
    expect(customerOf('2001:db8:1:2:aaaa::1')).toBe(customerOf('2001:db8:1:2:bbbb::9'));
    expect(customerOf('2001:db8:1:2::1')).not.toBe(customerOf('2001:db8:1:3::1'));
    expect(customerOf('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });

  it('knows this machine in both families', () => {
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(
      true,
    );
    expect(['192.168.0.1', '::', '', 'localhost'].some(isLoopbackAddress)).toBe(false);
  });
});
