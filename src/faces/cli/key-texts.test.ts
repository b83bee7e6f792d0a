import { expect, it } from 'vitest';
import { sampleKey } from '../../../test/contract/keys-contract.ts';
import { describeKey, describeSpend, keyLine } from './key-texts.ts';

const at = Date.UTC(2026, 11, 1);

it('tells every scope of a key, in both languages, and nothing where there is none', () => {
  const scopes = {
    models: ['openai/*', 'demo'],
    rpm: 60,
    concurrent: 2,
    imagesPerDay: 0,
    usdPerDay: 2.5,
    usdPerMonth: 0.0025,
    maxN: 4,
    expiresAt: at,
    callerCredentials: true,
  };
  const key = sampleKey({ id: 'key_1', name: 'ann' }, scopes);
  expect(describeKey(key, 'en')).toBe(
    'key_1  ann  models openai/* demo, 60 a minute, 2 at once, 0 images a day, $2.50 a day, $0.0025 a month, n up to 4, until 2026-12-01T00:00:00.000Z, may bring its own credentials',
  );
  expect(describeKey(key, 'zh')).toContain('每日 $2.50');
  expect(describeKey(sampleKey({ id: 'key_2', name: 'bob' }), 'en')).toBe('key_2  bob  no limits');
});

it('tells what has become of a key', () => {
  const expiring = sampleKey({}, { expiresAt: at });
  expect(keyLine(expiring, at - 1, 'en')).toMatch(/ {2}valid$/);
  expect(keyLine(expiring, at, 'en')).toMatch(/ {2}expired$/);
  expect(keyLine(sampleKey({ revokedAt: 1 }), 2, 'zh')).toMatch(/ {2}已吊销$/);
});

it('tells what a key has spent and what is reserved', () => {
  const day = {
    spent: { microUsd: 40_000, images: 1 },
    held: { microUsd: 1_250_000, images: 3 },
  };
  const month = { spent: { microUsd: 2_000_000, images: 50 }, held: day.held };
  expect(describeSpend({ day, month }, 'en')).toBe(
    'today: $0.04, 1 images; reserved $1.25, 3 images\nthis month: $2.00, 50 images; reserved $1.25, 3 images',
  );
});
