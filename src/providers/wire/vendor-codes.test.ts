import { expect, it } from 'vitest';
import { meaningOf, type VendorCodes } from './vendor-codes.ts';

const codes: VendorCodes = { Sensitive: 'moderation', 'Quota.Rate': 'rate', Quota: 'quota' };

it.each([
  ['Sensitive', 'moderation'],
  ['Sensitive.PrivacyInformation', 'moderation'],
  ['Quota.Rate', 'rate'],
  ['Quota.FreeTierOnly', 'quota'],
  ['Other', undefined],
  ['toString', undefined],
  [undefined, undefined],
])('reads %s as %s', (code, meaning) => {
  expect(meaningOf(code, codes)).toBe(meaning);
});
