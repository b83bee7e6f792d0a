import { describe, expect, it } from 'vitest';
import { serveFace } from '../../../test/fakes/http-face.ts';

describe('what a phone shares', () => {
  it('is led on to the page, which says that it was missed, from whatever origin it comes', async () => {
    const { url } = await serveFace({});
    for (const origin of ['null', 'https://elsewhere.example', url]) {
      const form = new FormData();
      form.append('pictures', new File([new Uint8Array(300_000)], 'a.png', { type: 'image/png' }));
      const headers = { origin };
      const asked = { method: 'POST', body: form, headers, redirect: 'manual' } as const;
      const { status, headers: told } = await fetch(`${url}/receive`, asked);
      expect(status).toBe(303);
      expect(told.get('location')).toBe('./?shared=missed');
      expect(told.get('cache-control')).toBe('no-store');
    }
  });

  it('is the only thing that is sent there', async () => {
    const { ask } = await serveFace({});
    expect(await ask('/receive')).toMatchObject({ status: 404 });
  });
});
