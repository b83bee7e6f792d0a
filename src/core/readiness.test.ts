import { describe, expect, it } from 'vitest';
import { createTestParts } from '../../test/fakes/parts.ts';
import { createReadiness } from './readiness.ts';

describe('readiness', () => {
  it('is that the records answer and images can be written', async () => {
    const parts = createTestParts();
    expect(await createReadiness(parts)()).toEqual({ store: true, storage: true });
  });

  it('tells which of the two is missing, and the log tells why', async () => {
    const parts = createTestParts();
    const full = async () => {
      throw Object.assign(new Error('no space left'), { name: 'Full' });
    };
    const ready = createReadiness({ ...parts, assets: { ...parts.assets, begin: full } });
    expect(await ready()).toEqual({ store: true, storage: false });
    expect(parts.logged.join()).toContain('not ready');
    const store = { ...parts.store, findGeneration: full };
    expect(await createReadiness({ ...parts, store })()).toEqual({ store: false, storage: true });
  });

  it('is looked at once a second, however often it is asked for', async () => {
    const parts = createTestParts();
    let looks = 0;
    let now = 1000;
    const assets = {
      ...parts.assets,
      begin: () => {
        looks += 1;
        return parts.assets.begin();
      },
    };
    const ready = createReadiness({ ...parts, assets, now: () => now });
    await Promise.all([ready(), ready(), ready()]);
    expect(looks).toBe(1);
    now += 1000;
    await ready();
    expect(looks).toBe(2);
  });
});
