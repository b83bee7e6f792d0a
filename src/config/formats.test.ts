import { describe, expect, it } from 'vitest';
import {
  address,
  bucketName,
  byteSize,
  choice,
  databaseAddress,
  type Format,
  flag,
  folderName,
  integer,
  keys,
  origins,
  proxy,
  text,
  webhookAddress,
  webhookSecret,
} from './formats.ts';

const rows: [string, Format<unknown>, [string, unknown][]][] = [
  [
    'bucketName',
    bucketName,
    [
      ['my-images', 'my-images'],
      ['pics.example_1', 'pics.example_1'],
      ['-pics', undefined],
      ['my images', undefined],
      ['pics/art', undefined],
      ['图片', undefined],
    ],
  ],
  [
    'folderName',
    folderName,
    [
      ['images/2026', 'images/2026'],
      ['/images/', 'images'],
      ['/', undefined],
      ['a//b', undefined],
      ['a/../b', undefined],
      ['./a', undefined],
      ['图片', undefined],
    ],
  ],
  [
    'text',
    text,
    [
      ['a b', 'a b'],
      ['', undefined],
    ],
  ],
  [
    'integer',
    integer(1, 100),
    [
      ['1', 1],
      ['100', 100],
      ['007', 7],
      ['0', undefined],
      ['101', undefined],
      ['-1', undefined],
      ['1.5', undefined],
      ['1e1', undefined],
      ['0x10', undefined],
      [' 1', undefined],
      ['', undefined],
    ],
  ],
  [
    'flag',
    flag,
    [
      ['true', true],
      ['1', true],
      ['YES', true],
      ['on', true],
      ['false', false],
      ['0', false],
      ['No', false],
      ['off', false],
      ['maybe', undefined],
      ['truee', undefined],
    ],
  ],
  [
    'choice',
    choice('off', 'warn'),
    [
      ['off', 'off'],
      ['WARN', 'warn'],
      ['follow', undefined],
      ['of', undefined],
    ],
  ],
  [
    'address',
    address,
    [
      ['https://a.test', 'https://a.test'],
      ['https://a.test/v1//', 'https://a.test/v1'],
      ['HTTP://a.test', 'HTTP://a.test'],
      ['http://[::1]:80/x', 'http://[::1]:80/x'],
      ['a.test', undefined],
      ['https://', undefined],
      ['https:a.test', undefined],
      ['ftp://a.test', undefined],
      ['javascript://a.test', undefined],
      ['https://a b.test', undefined],
    ],
  ],
  [
    'proxy',
    proxy,
    [
      ['http://me:pw@p.test:3128', 'http://me:pw@p.test:3128'],
      ['p.test:3128', 'http://p.test:3128'],
      ['socks5://p.test', undefined],
      ['http://', undefined],
    ],
  ],
  [
    'byteSize',
    byteSize,
    [
      ['20GB', 20_000_000_000],
      ['1.5 gib', 1_610_612_736],
      ['500KB', 500_000],
      ['2MiB', 2_097_152],
      ['20', undefined],
      ['20G', undefined],
      ['0GB', undefined],
      ['-1GB', undefined],
      ['1,5GB', undefined],
    ],
  ],
  [
    'databaseAddress',
    databaseAddress,
    [
      ['postgres://me:p%40ss@db:5432/maliang', 'postgres://me:p%40ss@db:5432/maliang'],
      ['postgresql:///maliang?host=/run/postgresql', 'postgresql:///maliang?host=/run/postgresql'],
      ['postgres://me:100%@db/maliang', undefined],
      ['mysql://db/maliang', undefined],
      ['postgres://me:pa ss@/x:y', undefined],
      ['db:5432', undefined],
    ],
  ],
  [
    'keys',
    keys,
    [
      ['sk-one', ['sk-one']],
      [' sk-one , sk-two,', ['sk-one', 'sk-two']],
      [' , ', undefined],
    ],
  ],
  [
    'webhookAddress',
    webhookAddress,
    [
      ['https://example.com/hook/', 'https://example.com/hook/'],
      ['http://n8n.internal:5678/?token=1', 'http://n8n.internal:5678/?token=1'],
      ['https://me:you@example.com', undefined],
      ['example.com/hook', undefined],
    ],
  ],
  [
    'webhookSecret',
    webhookSecret,
    [
      ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      ['a text of many characters', 'a text of many characters'],
      ['whsec_too+short', undefined],
      ['too short', undefined],
    ],
  ],
  [
    'origins',
    origins,
    [
      ['http://a.test:80/x, https://b.test/', ['http://a.test', 'https://b.test']],
      ['http://a.test,', ['http://a.test']],
      ['a.test', undefined],
      ['http://a.test,b.test', undefined],
    ],
  ],
];

describe.each(rows)('the format %s', (_, format, cases) => {
  it.each(cases)('reads %j as %j', (given, value) => {
    expect(format.parse(given)).toEqual(value);
  });

  it('says what it expects', () => {
    expect(format.expected.length).toBeGreaterThan(3);
  });
});
