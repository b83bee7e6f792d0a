import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../store/memory/memory-store.ts';
import { parseKeyRequest, type RawKeyRequest } from './key-request.ts';
import { createKeyring } from './keyring.ts';

let now = Date.UTC(2026, 10, 20);
const store = createMemoryStore();
const keyring = createKeyring(store, () => now);

const request = (expires?: string) => {
  const raw = { name: 'ann', expires } as Partial<RawKeyRequest> as RawKeyRequest;
  return parseKeyRequest(raw, now);
};

describe('the keyring', () => {
  it('opens with the secret it told once, and with no other', async () => {
    const { key, secret } = await keyring.create(request());
    expect(secret).toMatch(/^mlk_[a-z2-7]{52}$/);
    expect(key.id).toMatch(/^key_[a-z2-7]{26}$/);
    expect(await keyring.open(secret)).toEqual(key);
    for (const wrong of [
      '',
      'mlk_',
      secret.slice(0, -1),
      `${secret}a`,
      secret.toUpperCase(),
      key.id,
    ]) {
      expect(await keyring.open(wrong)).toBeUndefined();
    }
    expect(JSON.stringify(await keyring.list())).not.toContain(secret);
  });

  it('gives every key another secret', async () => {
    const made = await Promise.all([1, 2, 3].map(() => keyring.create(request())));
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(3);
  });

  it('opens no key that is revoked or expired, and says which', async () => {
    const gone = await keyring.create(request());
    await keyring.revoke(gone.key.id);
    await expect(keyring.open(gone.secret)).rejects.toMatchObject({ code: 'key_revoked' });
    const old = await keyring.create(request('1h'));
    await expect(keyring.open(old.secret)).resolves.toBeDefined();
    now += 3_600_000;
    await expect(keyring.open(old.secret)).rejects.toMatchObject({ code: 'key_expired' });
  });

  it('shows what a key has spent', async () => {
    const { key } = await keyring.create(request());
    const hold = { id: 'gen_1', keyId: key.id, at: now, microUsd: 5, images: 1 };
    const budgets = {
      microUsdPerDay: undefined,
      microUsdPerMonth: undefined,
      imagesPerDay: undefined,
    };
    await store.ledger.hold(hold, budgets);
    const { spend } = await keyring.show(key.id);
    expect(spend.day.held).toEqual({ microUsd: 5, images: 1 });
  });

  it('knows no key that nobody made', async () => {
    await expect(keyring.show('key_none')).rejects.toMatchObject({ code: 'not_found' });
    await expect(keyring.revoke('key_none')).rejects.toMatchObject({ code: 'not_found' });
  });
});
