import ipaddr from 'ipaddr.js';

/** A block of addresses. */
export interface AddressRange {
  /** One of them. */
  address: ipaddr.IPv4 | ipaddr.IPv6;
  /** How many leading bits all of them share. */
  bits: number;
}

/** Reads an address or a CIDR block such as `10.0.0.0/8`; undefined for anything else. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [written = '', size, ...more] = text.split('/');
  const address = parseAddress(written);
  if (!address || more.length > 0) return undefined;
  const all = address.kind() === 'ipv4' ? 32 : 128;
  if (size === undefined) return { address, bits: all };
  if (!/^\d{1,3}$/.test(size)) return undefined;
  // A block of mapped addresses counts the bits of the IPv6 it is written in.
  const bits = Number(size) - (all === 32 && written.includes(':') ? 96 : 0);
  return bits >= 0 && bits <= all ? { address, bits } : undefined;
}

/** Whether an address lies in one of the blocks. */
export function isInRanges(address: string, ranges: readonly AddressRange[]): boolean {
  const parsed = parseAddress(address);
  return parsed !== undefined && ranges.some((range) => liesIn(parsed, range));
}

/** One way to write each address: IPv4 in its own form, IPv6 compressed; undefined for no address. */
export function plainAddress(text: string): string | undefined {
  return parseAddress(text)?.toString();
}

/** The block that one customer of a network usually holds: an IPv4 address, or 64 bits of IPv6. */
export function customerOf(address: string): string {
  const parsed = parseAddress(address);
  if (!(parsed instanceof ipaddr.IPv6)) return parsed?.toString() ?? address;
  const network = parsed.parts.slice(0, 4).map((part) => part.toString(16));
  return `${network.join(':')}::/64`;
}

/** Whether an address means this very machine. */
export function isLoopbackAddress(address: string): boolean {
  return parseAddress(address)?.range() === 'loopback';
}

/** The same few clients ask again and again, and each request asks for their address several times. */
const known = new Map<string, ipaddr.IPv4 | ipaddr.IPv6>();
const maxKnown = 1000;

function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const found = known.get(text);
  if (found) return found;
  if (known.size >= maxKnown) known.clear();
  const address = parseAnew(text);
  // What is no address may be of any length.
  if (address) known.set(text, address);
  return address;
}

/** IPv4 in four numbers alone, as sockets and proxies write it; a zone of IPv6 is left out. */
function parseAnew(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = text.replace(/%.*$/s, '');
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  if (!bare.includes(':') || !ipaddr.IPv6.isValid(bare)) return undefined;
  const address = ipaddr.IPv6.parse(bare);
  return address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

function liesIn(address: ipaddr.IPv4 | ipaddr.IPv6, { address: block, bits }: AddressRange) {
  if (address instanceof ipaddr.IPv4) {
    return block instanceof ipaddr.IPv4 && address.match(block, bits);
  }
  return block instanceof ipaddr.IPv6 && address.match(block, bits);
}
