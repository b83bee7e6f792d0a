import { expect, it } from 'vitest';
import { assetUrl } from './asset-url.ts';

it('is the host’s, else this server’s', () => {
  const name = 'a.png';
  expect(assetUrl({ name, hostedUrl: 'https://wall.test/a' }, 'http://here.test')).toBe(
    'https://wall.test/a',
  );
  expect(assetUrl({ name, hostedUrl: undefined }, 'http://here.test')).toBe(
    'http://here.test/i/a.png',
  );
});
