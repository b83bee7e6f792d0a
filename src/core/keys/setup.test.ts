import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../store/memory/memory-store.ts';
import { createKeyring } from './keyring.ts';
import { createSetup } from './setup.ts';

const openKeyring = () => createKeyring(createMemoryStore(), () => Date.UTC(2026, 10, 20));

describe('the first start', () => {
  it('makes whoever holds the token the operator, once', async () => {
    const keyring = openKeyring();
    const setup = await createSetup(keyring);
    const token = setup.token() ?? '';
    expect(token).toMatch(/^setup_[a-z2-7]{26}$/);
    const { secret } = await setup.redeem(` ${token}\n`);
    expect((await keyring.open(secret))?.scopes.operator).toBe(true);
    expect(setup.token()).toBeUndefined();
    await expect(setup.redeem(token)).rejects.toMatchObject({ code: 'wrong_setup_token' });
  });

  it('takes no other token, and keeps its own then', async () => {
    const setup = await createSetup(openKeyring());
    const token = setup.token() ?? '';
    for (const wrong of ['', 'setup_', token.slice(0, -1)]) {
      await expect(setup.redeem(wrong)).rejects.toMatchObject({ code: 'wrong_setup_token' });
    }
    await expect(setup.redeem(token)).resolves.toHaveProperty('secret');
  });

  it('has one operator where two come with the token at once, or two servers were started', async () => {
    const keyring = openKeyring();
    const [one, other] = [await createSetup(keyring), await createSetup(keyring)];
    const token = one.token() ?? '';
    const outcomes = await Promise.allSettled([one.redeem(token), one.redeem(token)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(other.redeem(other.token() ?? '')).rejects.toMatchObject({
      code: 'wrong_setup_token',
    });
    expect(await keyring.list()).toHaveLength(1);
  });

  it('is over where there is an operator, and comes again once that key is revoked', async () => {
    const keyring = openKeyring();
    const first = await createSetup(keyring);
    const { key } = await first.redeem(first.token() ?? '');
    expect((await createSetup(keyring)).token()).toBeUndefined();
    await keyring.revoke(key.id);
    expect((await createSetup(keyring)).token()).toBeDefined();
  });
});
