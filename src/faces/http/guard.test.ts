import { describe, expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import { createGuard, type GuardOptions } from './guard.ts';

interface Headers {
  host?: string | undefined;
  origin?: string | undefined;
}

/** The header a request is refused for; undefined where it passes. */
function refusedFor(headers: Headers, options: Partial<GuardOptions> = {}): string | undefined {
  const guard = createGuard({ publicUrl: undefined, host: '127.0.0.1', ...options });
  try {
    guard(headers);
    return undefined;
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'forbidden_host' });
    return /^The (\w+) /.exec((thrown as AppError).message)?.[1];
  }
}

describe('a Host', () => {
  it.each([
    'localhost',
    'localhost:3000',
    'LocalHost:3000',
    '127.0.0.1:3000',
    '[::1]:3000',
    '[::1]',
    '192.168.1.20:3000',
    '[2001:db8::1]:80',
    '0.0.0.0:3000',
  ])('passes as %s, which cannot be rebound', (host) => {
    expect(refusedFor({ host })).toBeUndefined();
  });

  it.each([
    'evil.test',
    'evil.test:3000',
    'localhost.evil.test',
    '127.0.0.1.evil.test',
    '127.0.0.1.nip.io:3000',
    'localhost.',
    'evil-localhost',
    'localhost@evil.test',
    'evil.test#@localhost',
    'evil.test\\@localhost',
    'localhost/evil.test',
    'localhost?evil.test',
    '[::1',
    '::1',
    'localhost:port',
    'local host',
    ' ',
    '',
    undefined,
  ])('is refused as %j', (host) => {
    expect(refusedFor({ host })).toBe('Host');
  });

  it('may be the name that is listened on, however it is written', () => {
    expect(refusedFor({ host: 'mybox.lan:3000' }, { host: 'MyBox.lan' })).toBeUndefined();
    expect(refusedFor({ host: 'other.lan:3000' }, { host: 'MyBox.lan' })).toBe('Host');
  });

  it('may be the name of PUBLIC_URL, at any port', () => {
    const options = { publicUrl: 'https://Pics.example.com/maliang' };
    expect(refusedFor({ host: 'pics.example.com' }, options)).toBeUndefined();
    expect(refusedFor({ host: 'pics.example.com:8443' }, options)).toBeUndefined();
    expect(refusedFor({ host: 'www.pics.example.com' }, options)).toBe('Host');
  });
});

describe('an Origin', () => {
  it.each<[string, string]>([
    ['localhost:3000', 'http://localhost:3000'],
    ['LOCALHOST:3000', 'http://localhost:3000'],
    ['localhost:80', 'http://localhost'],
    ['[::1]:3000', 'http://[::1]:3000'],
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
  ])('passes where it is the Host’s: %s from %s', (host, origin) => {
    expect(refusedFor({ host, origin })).toBeUndefined();
  });

  it.each<[string, string]>([
    ['another site', 'https://evil.test'],
    ['another port of this machine', 'http://localhost:8080'],
    ['another name of this machine', 'http://127.0.0.1:3000'],
    ['a page without an origin', 'null'],
    ['a file', 'file://'],
    ['an extension', 'chrome-extension://localhost:3000'],
    ['nothing', ''],
    ['no address', 'localhost:3000'],
    ['two of them', 'http://localhost:3000, https://evil.test'],
    ['a login before another host', 'http://localhost:3000@evil.test'],
  ])('is refused from %s', (_, origin) => {
    expect(refusedFor({ host: 'localhost:3000', origin })).toBe('Origin');
  });

  it('may be that of PUBLIC_URL, whatever Host the proxy sends', () => {
    const options = { publicUrl: 'https://pics.example.com' };
    const origin = 'https://pics.example.com';
    expect(refusedFor({ host: 'localhost:3000', origin }, options)).toBeUndefined();
    expect(refusedFor({ host: 'pics.example.com', origin }, options)).toBeUndefined();
    const other = 'https://pics.example.com:444';
    expect(refusedFor({ host: 'localhost:3000', origin: other }, options)).toBe('Origin');
  });

  it('is not needed, since programs send none', () => {
    expect(refusedFor({ host: 'localhost:3000', origin: undefined })).toBeUndefined();
  });
});

describe('a refusal', () => {
  it('says what to do about it, and quotes what was sent harmlessly', () => {
    const guard = createGuard({ publicUrl: undefined, host: '127.0.0.1' });
    const refuse = () => guard({ host: 'evil.test\u001b[2J' });
    expect(refuse).toThrow(AppError);
    expect(refuse).toThrow(/PUBLIC_URL/);
    expect(refuse).not.toThrow(/\p{Cc}/u);
  });
});
