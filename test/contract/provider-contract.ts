import { beforeAll, describe, expect, it } from 'vitest';
import type { Provider } from '../../src/core/provider.ts';
import { collect, providerRequest, rejection } from './provider-request.ts';

/** What every provider must do, wherever its pictures come from. */
export function provePainting(name: string, create: () => Provider | Promise<Provider>): void {
  describe(`${name}, as any provider`, () => {
    let provider: Provider;
    beforeAll(async () => {
      provider = await create();
    });
    const idle = () => new AbortController().signal;

    it('names a living model first', () => {
      const [first] = provider.models();
      expect(first?.model).toMatch(/\S/);
      expect(first?.retired).toBeUndefined();
    });

    it('paints a picture of a type that its bytes prove', async () => {
      const { images } = await collect(await provider.generate(providerRequest(provider), idle()));
      expect(images).toHaveLength(1);
      expect(images[0]).toMatchObject({ index: 0, mediaType: expect.stringMatching(/^image\//) });
    });

    it('paints as many as are asked for, each under its own index', async () => {
      const request = providerRequest(provider, { n: 2 });
      const { images } = await collect(await provider.generate(request, idle()));
      expect(images.map((image) => image.index).sort()).toEqual([0, 1]);
      expect(images.every((image) => image.size > 0)).toBe(true);
    });

    it('tells once that it is about to spend, before any picture', async () => {
      let told = 0;
      const onSend = async () => {
        told += 1;
      };
      const events = await provider.generate(providerRequest(provider, { onSend }), idle());
      expect(told).toBe(1);
      await collect(events);
      expect(told).toBe(1);
    });

    it('spends nothing where that could not be recorded', async () => {
      const onSend = () => Promise.reject(new Error('disk full'));
      const painting = provider.generate(providerRequest(provider, { onSend }), idle());
      expect(await rejection(painting)).toMatchObject({ message: 'disk full' });
    });

    it('lets pictures go unread', async () => {
      const request = providerRequest(provider, { n: 2 });
      const seen: string[] = [];
      for await (const event of await provider.generate(request, idle())) seen.push(event.type);
      expect(seen.filter((type) => type === 'image')).toHaveLength(2);
    });
  });
}
