import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import querystring from 'node:querystring';
import ipaddr from 'ipaddr.js';
import type { buildConnector } from 'undici';
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

/**
 * A connector for undici that reaches `https:` targets through `CONNECT`. The tunnel and the TLS
 * handshake in it have `connectMs` each; a proxy that refuses or hangs up fails the connection.
 */
export async function tunnelConnector(
  proxy: URL,
  connectMs: number,
): Promise<buildConnector.connector> {
  const undici = await import('undici');
  const secure = undici.buildConnector({ timeout: connectMs });
  return (options, callback) => {
    const host = options.hostname.includes(':') ? `[${options.hostname}]` : options.hostname;
    openTunnel(proxy, `${host}:${options.port || '443'}`, connectMs)
      .then((socket) => secure({ ...options, httpSocket: socket }, callback))
      .catch((error: Error) => callback(error, null));
  };
}

function openTunnel(proxy: URL, target: string, connectMs: number): Promise<Socket> {
  const options: RequestOptions = {
    agent: false,
    host: socketHost(proxy),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...proxyCredentials(proxy) },
  };
  return new Promise((resolve, reject) => {
    const request = proxy.protocol === 'https:' ? httpsRequest(options) : httpRequest(options);
    const timer = setTimeout(
      () => request.destroy(new Error(`The proxy did not answer within ${connectMs} ms`)),
      connectMs,
    );
    request.once('connect', (answer, socket: Socket, head) => {
      clearTimeout(timer);
      if (answer.statusCode !== 200) {
        socket.destroy();
        reject(new Error(`The proxy answered ${answer.statusCode} to CONNECT`));
        return;
      }
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    request.once('response', (answer) => {
      request.destroy(new Error(`The proxy answered ${answer.statusCode} to CONNECT`));
    });
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    request.end();
  });
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
