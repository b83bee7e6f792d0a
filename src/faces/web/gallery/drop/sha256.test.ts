import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { plainSha256, sha256 } from './sha256.ts';

it('is the same in plain script as everywhere, at every length around a block', async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003]) {
    const bytes = Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 255);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(Buffer.from(plainSha256(bytes)).toString('hex')).toBe(expected);
    expect(await sha256(bytes)).toBe(expected);
  }
});
