import { expect, it } from 'vitest';
import { namePath } from './name-path.ts';

it.each([
  ['fal-ai/flux-pro/v1.1-ultra', 'fal-ai/flux-pro/v1.1-ultra'],
  ['maker/ink?a=1#b', 'maker/ink%3Fa%3D1%23b'],
  ['a\\..\\b', 'a%5C..%5Cb'],
  ['a/%2e%2e/b', 'a/%252e%252e/b'],
  ['a/.\t./b', 'a/.%09./b'],
])('has %j in a route as %s', (name, path) => {
  expect(namePath(name)).toBe(path);
  expect(new URL(`https://vendor.test/v1/${path}`).pathname).toBe(`/v1/${path}`);
});
