import { describe, expect, it } from 'vitest';
import { createProxyChooser, proxyCredentials } from './proxy.ts';

const both = { httpsProxy: 'http://secure.proxy:1', httpProxy: 'http://plain.proxy:2' };

function chosen(target: string, noProxy = ''): string | undefined {
  return createProxyChooser({ ...both, noProxy })(new URL(target))?.host;
}

describe('createProxyChooser', () => {
  it('goes by the protocol of the target', () => {
    expect(chosen('https://example.com')).toBe('secure.proxy:1');
    expect(chosen('http://example.com')).toBe('plain.proxy:2');
  });

  it('goes straight where that protocol has no proxy', () => {
    const choose = createProxyChooser({ httpProxy: 'proxy:3128', httpsProxy: '' });
    expect(choose(new URL('https://example.com'))).toBeUndefined();
    expect(choose(new URL('http://example.com'))?.href).toBe('http://proxy:3128/');
  });

  it.each([
    'http://localhost:7860',
    'http://sd.localhost',
    'http://127.0.0.9',
    'https://[::1]:8443',
  ])('never sends loopback through a proxy: %s', (target) => {
    expect(chosen(target)).toBeUndefined();
  });

  it.each([
    ['https://example.com', 'example.com'],
    ['https://a.b.example.com', 'example.com'],
    ['https://a.example.com', '.example.com'],
    ['https://a.example.com', '*.Example.COM'],
    ['https://example.com', 'other, example.com:443'],
    ['http://example.com:8080', 'example.com:8080'],
    ['http://192.168.7.9', '192.168.0.0/16'],
    ['http://192.168.7.9:81', '192.168.7.9'],
    ['http://[fd00::1]', 'fd00::/8'],
    ['http://[fd00::1]:81', '[fd00::1]:81'],
    ['http://[fd00::1]:81', 'fd00::1'],
    ['https://anything.at.all', '*'],
  ])('goes straight to %s for %s', (target, noProxy) => {
    expect(chosen(target, noProxy)).toBeUndefined();
  });

  it.each([
    ['https://notexample.com', 'example.com'],
    ['https://example.com', 'example.com:8443'],
    ['https://example.com.evil.test', 'example.com'],
    ['http://10.1.0.1', '192.168.0.0/16'],
    ['http://example.com', '10.0.0.0/8'],
    ['http://[fd00::1]', '10.0.0.0/8'],
    ['http://example.com', ' , ,'],
  ])('takes the proxy to %s in spite of %s', (target, noProxy) => {
    expect(chosen(target, noProxy)).toBeDefined();
  });

  it.each(['socks5://proxy:1080', 'http://', 'ftp://proxy'])('refuses %s as a proxy', (proxy) => {
    expect(() => createProxyChooser({ httpsProxy: proxy })).toThrow(/http: or https:/);
  });
});

describe('proxyCredentials', () => {
  it('logs in with the decoded user and password', () => {
    expect(proxyCredentials(new URL('http://us%40er:p%3Ass%zz@proxy'))).toEqual({
      'proxy-authorization': `Basic ${Buffer.from('us@er:p:ss%zz').toString('base64')}`,
    });
  });

  it('sends nothing without a user', () => {
    expect(proxyCredentials(new URL('http://proxy'))).toEqual({});
  });
});
