import { expect, it } from 'vitest';
import { AppError } from '../../core/errors.ts';
import type { ProviderRequest } from '../../core/provider.ts';
import { permissiveCapability } from '../table/permissive-capability.ts';
import { createRelayRedirects } from './relay-redirects.ts';

const request = {
  model: 'dall-e-3',
  size: '1024x1024',
  capability: permissiveCapability('dall-e-3'),
  mayUse: () => true,
} as Partial<ProviderRequest> as ProviderRequest;
const refusal = new AppError('upstream_model_not_found', {
  provider: 'relay',
  model: 'dall-e-3',
  status: 404,
  reason: 'gone.',
});
const signal = new AbortController().signal;

it('takes the first successor that the relay lists and forgets it after a day', async () => {
  let now = 0;
  const listModels = async () => ['gpt-image-1-mini', 'gpt-image-1.5'];
  const redirects = createRelayRedirects({ listModels, now: () => now });
  expect(redirects.remembered(request)).toBeUndefined();
  const found = await redirects.afterRefusal(request, refusal, signal);
  expect(found?.request).toMatchObject({ model: 'gpt-image-1.5', size: '1024x1024' });
  expect(found?.request.capability.model).toBe('gpt-image-1.5');
  now = 24 * 60 * 60 * 1000 - 1;
  expect(redirects.remembered(request)?.request.model).toBe('gpt-image-1.5');
  now += 1;
  expect(redirects.remembered(request)).toBeUndefined();
});

it('tells the refusal where the list cannot be had, and remembers nothing', async () => {
  const listModels = () => Promise.reject(new Error('offline'));
  const redirects = createRelayRedirects({ listModels });
  expect(await redirects.afterRefusal(request, refusal, signal)).toBeUndefined();
  expect(redirects.remembered(request)).toBeUndefined();
});

it('follows no other error', async () => {
  const redirects = createRelayRedirects({ listModels: async () => ['gpt-image-2'] });
  const other = new AppError('upstream_failed', { provider: 'r', status: 500, reason: 'no.' });
  expect(await redirects.afterRefusal(request, other, signal)).toBeUndefined();
  expect(await redirects.afterRefusal(request, new Error('odd'), signal)).toBeUndefined();
});

it('turns to no model the caller may not use, and remembers for others what they may', async () => {
  const listModels = async () => ['gpt-image-2', 'gpt-image-1-mini'];
  const redirects = createRelayRedirects({ listModels });
  const limited = { ...request, mayUse: (model: string) => model.endsWith('-mini') };
  const none = { ...request, mayUse: () => false };
  const successorFor = async (asked: ProviderRequest) =>
    (await redirects.afterRefusal(asked, refusal, signal))?.request.model;
  expect(await successorFor(none)).toBeUndefined();
  expect(await successorFor(limited)).toBe('gpt-image-1-mini');
  expect(redirects.remembered(request)).toBeUndefined();
  expect(await successorFor(request)).toBe('gpt-image-2');
  expect(redirects.remembered(limited)).toBeUndefined();
  expect(redirects.remembered(request)?.request.model).toBe('gpt-image-2');
});
