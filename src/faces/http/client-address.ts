import type { IncomingHttpHeaders } from 'node:http';
import { type AddressRange, isInRanges, plainAddress } from '../../kit/address-range.ts';

/** Who a request comes from, and under which origin that client knows this server. */
export interface Client {
  /** An IP address in its plain form; empty where the connection is gone already. */
  address: string;
  /** Undefined where no trusted proxy tells. */
  protocol: 'http' | 'https' | undefined;
  /** With a port where there is one; undefined where no trusted proxy tells. */
  host: string | undefined;
}

/** What one proxy says of the hop before it. */
interface Hop {
  for: string | undefined;
  proto: string | undefined;
  host: string | undefined;
}

/**
 * Reads `Forwarded` (RFC 7239) and `X-Forwarded-*` as far as they were written by proxies we trust:
 * the client is the rightmost address that is none of theirs, because everything left of it may be
 * the client's own invention.
 */
export function readClient(
  headers: IncomingHttpHeaders,
  peer: string | undefined,
  trusted: readonly AddressRange[],
): Client {
  const address = plainAddress(peer ?? '') ?? '';
  const direct: Client = { address, protocol: undefined, host: undefined };
  if (!isInRanges(address, trusted)) return direct;
  const ways = [readForwarded(headers), readCommon(headers)].filter((hops) => hops.length > 0);
  const [first, second] = ways.map((hops) => follow(direct, hops, trusted));
  if (!first) return direct;
  // A proxy writes one of the two and passes the other on as it came: where they differ, one is forged.
  if (second && second.address !== first.address) return direct;
  return { ...second, ...first };
}

function follow(direct: Client, hops: readonly Hop[], trusted: readonly AddressRange[]): Client {
  let client = direct;
  for (const hop of hops.toReversed()) {
    const address = hop.for === undefined ? undefined : readNode(hop.for);
    if (address === undefined) break;
    client = { address, protocol: readProtocol(hop.proto), host: readHost(hop.host) };
    if (!isInRanges(address, trusted)) break;
  }
  return client;
}

/** `X-Forwarded-Proto` and `-Host` have no place in the chain; the nearest proxy's word counts for all. */
function readCommon(headers: IncomingHttpHeaders): Hop[] {
  const proto = lastOf(headers['x-forwarded-proto']);
  const host = lastOf(headers['x-forwarded-host']);
  return listOf(headers['x-forwarded-for']).map((node) => ({ for: node, proto, host }));
}

function readForwarded({ forwarded }: IncomingHttpHeaders): Hop[] {
  if (!forwarded) return [];
  return splitUnquoted(forwarded, ',').map((element) => {
    const pairs = splitUnquoted(element, ';').map((pair): [string, string] => {
      const [name = '', ...value] = pair.split('=');
      return [name.trim().toLowerCase(), unquote(value.join('=').trim())];
    });
    const found = new Map(pairs);
    return { for: found.get('for'), proto: found.get('proto'), host: found.get('host') };
  });
}

function splitUnquoted(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let escaped = false;
  for (const character of text) {
    if (character === separator && !quoted) {
      parts.push(part);
      part = '';
      continue;
    }
    if (character === '"' && !escaped) quoted = !quoted;
    escaped = quoted && character === '\\' && !escaped;
    part += character;
  }
  return [...parts, part];
}

function unquote(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(.)/gs, '$1') : text;
}

/** An address as proxies write it: with a port, IPv6 in brackets; `unknown` and `_names` are none. */
function readNode(node: string): string | undefined {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(node)?.[1];
  const withPort = /^([\d.]+):\d+$/.exec(node)?.[1];
  return plainAddress(bracketed ?? withPort ?? node);
}

function readProtocol(text: string | undefined): Client['protocol'] {
  const protocol = text?.toLowerCase();
  return protocol === 'http' || protocol === 'https' ? protocol : undefined;
}

function readHost(text: string | undefined): string | undefined {
  if (text === undefined || !/^[^\s/?#@\\]+$/.test(text)) return undefined;
  return URL.canParse(`http://${text}`) ? text : undefined;
}

function listOf(header: string | string[] | undefined): string[] {
  const text = [header ?? []].flat().join(',');
  return text === '' ? [] : text.split(',').map((part) => part.trim());
}

function lastOf(header: string | string[] | undefined): string | undefined {
  return listOf(header).at(-1);
}
