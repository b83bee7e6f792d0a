import querystring from 'node:querystring';
import ipaddr from 'ipaddr.js';
import { socketHost } from './address-guard.ts';

/** Proxies as the usual environment variables tell them, one for each protocol of the target. */
export interface ProxyOptions {
  /** For `https:` targets, for example `http://user:password@proxy:3128`. */
  httpsProxy?: string | undefined;
  /** For `http:` targets. */
  httpProxy?: string | undefined;
  /** Comma-separated: `host` (with its subdomains), `.host`, `*.host`, `host:port`, `10.0.0.0/8`, `*`. */
  noProxy?: string | undefined;
}

/**
 * Tells which proxy a target goes through, undefined for none. Loopback never does. Throws a
 * TypeError for a proxy that is not an `http:` or `https:` URL.
 */
export function createProxyChooser(options: ProxyOptions): (target: URL) => URL | undefined {
  const proxies = new Map([
    ['https:', parseProxy(options.httpsProxy)],
    ['http:', parseProxy(options.httpProxy)],
  ]);
  const exempt = (options.noProxy ?? '').split(/[,\s]+/).filter((entry) => entry !== '');
  return (target) => {
    const proxy = proxies.get(target.protocol);
    if (proxy === undefined || isLoopback(target)) return undefined;
    return exempt.some((entry) => isExempt(target, entry)) ? undefined : proxy;
  };
}

/** The headers that log in at a proxy whose URL carries a user; empty without one. */
export function proxyCredentials(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  // `querystring` leaves a stray % as it stands where decodeURIComponent throws.
  const login = `${querystring.unescape(proxy.username)}:${querystring.unescape(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` };
}

function parseProxy(text: string | undefined): URL | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const withScheme = text.includes('://') ? text.trim() : `http://${text.trim()}`;
  if (!URL.canParse(withScheme)) throw new TypeError('A proxy must be an http: or https: URL');
  const proxy = new URL(withScheme);
  if (proxy.protocol !== 'http:' && proxy.protocol !== 'https:') {
    throw new TypeError(`A proxy must be an http: or https: URL, not ${proxy.protocol}`);
  }
  return proxy;
}

function isLoopback(target: URL): boolean {
  const host = socketHost(target).replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return ipaddr.isValid(host) && ipaddr.process(host).range() === 'loopback';
}

function isExempt(target: URL, entry: string): boolean {
  if (entry === '*') return true;
  const host = socketHost(target).replace(/\.$/, '');
  if (ipaddr.isValid(host) && ipaddr.isValidCIDR(entry)) {
    const [network, bits] = ipaddr.parseCIDR(entry);
    const address = ipaddr.process(host);
    return address.kind() === network.kind() && address.match(network, bits);
  }
  const withPort = ipaddr.isValid(entry) ? null : /^(.+):(\d+)$/.exec(entry);
  const port = withPort?.[2];
  const name = (withPort?.[1] ?? entry).replace(/^\[|\]$|^\*?\./g, '').toLowerCase();
  const targetPort = target.port || (target.protocol === 'https:' ? '443' : '80');
  if (name === '' || (port !== undefined && port !== targetPort)) return false;
  return host === name || host.endsWith(`.${name}`);
}
