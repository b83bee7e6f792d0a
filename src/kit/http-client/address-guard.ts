import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address that must not be dialled: not global unicast, or not one at all. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
}

/** The IPv6 block that IANA gives out as global unicast; the rest is special or unassigned. */
const globalUnicast6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Well-known prefix of translators to IPv4 (RFC 6052); what counts is the address behind it. */
const translated = ipaddr.IPv6.parseCIDR('64:ff9b::/96');

/**
 * Whether an address (IPv4 or IPv6, as text) belongs to the public internet. IPv4 inside IPv6 is
 * judged as the IPv4 it ends at where the system itself decides (mapped, NAT64) and refused where
 * a stranger's relay would (6to4, Teredo).
 */
export function isGlobalUnicast(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === 'unicast';
  if (parsed.isIPv4MappedAddress() || parsed.match(translated)) {
    return isGlobalUnicast(ipaddr.fromByteArray(parsed.toByteArray().slice(12)).toString());
  }
  return parsed.range() === 'unicast' && parsed.match(globalUnicast6);
}

/** The host of a URL as a socket takes it: IPv6 without its brackets. */
export function socketHost(url: URL): string {
  return url.hostname.startsWith('[') ? url.hostname.slice(1, -1) : url.hostname;
}

/** Throws AddressError where a URL's host is itself an address, and not a global one. */
export function checkLiteral(url: URL): void {
  const host = socketHost(url);
  // The URL parser has already turned 0x7f.1, 2130706433 and 127.1 into 127.0.0.1.
  if (ipaddr.isValid(host) && !isGlobalUnicast(host)) {
    throw new AddressError(`${host} is not a public address`);
  }
}

/**
 * A `lookup` for sockets that refuses a name as soon as one of its addresses is not global
 * unicast: what is checked here is what is dialled, so a name cannot change its mind in between.
 */
export const guardedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error !== null || first === undefined) {
      callback(error ?? new AddressError(`${hostname} has no address`), '', 0);
      return;
    }
    // Which address it is stays out of the message: a stranger may be asking for our network.
    if (!addresses.every(({ address }) => isGlobalUnicast(address))) {
      callback(new AddressError(`${hostname} is not at a public address`), '', 0);
    } else if (options.all) {
      callback(null, addresses);
    } else {
      callback(null, first.address, first.family);
    }
  });
};

/**
 * Resolves a name only to judge it, for a request that a proxy will dial: rejects with AddressError,
 * or with the resolver's own error. The proxy resolves again by itself, so a name that answers
 * differently there is beyond this check.
 */
export async function checkName(url: URL): Promise<void> {
  checkLiteral(url);
  await new Promise<void>((resolve, reject) => {
    guardedLookup(socketHost(url), { all: true }, (error) => (error ? reject(error) : resolve()));
  });
}
