import { describe, expect, it } from 'vitest';
import { serveFace } from '../../../test/fakes/http-face.ts';
import { AppError } from '../../core/errors.ts';
import type { Setup } from '../../core/keys/setup.ts';

/** An operator who is awaited with this token, once. */
function awaiting(token: string): Setup {
  let open = true;
  return {
    token: () => (open ? token : undefined),
    async redeem(given) {
      if (!open || given !== token) throw new AppError('wrong_setup_token', {});
      open = false;
      return { key: { id: 'key_1' }, secret: 'mlk_secret' } as Awaited<ReturnType<Setup['redeem']>>;
    },
  };
}

describe('setup', () => {
  it('says whether an operator is awaited, and nothing of the token', async () => {
    const { ask } = await serveFace({ options: { setup: awaiting('setup_right') } });
    const told = await ask('/setup', { key: '' });
    expect(told.json).toEqual({ object: 'setup', needed: true });
    expect(JSON.stringify(told.json)).not.toContain('setup_right');
  });

  it('gives the key for the right token, once', async () => {
    const { ask } = await serveFace({ options: { setup: awaiting('setup_right') } });
    const wrong = await ask('/setup', { json: { token: 'setup_wrong' } });
    expect(wrong).toMatchObject({ status: 403, json: { error: { code: 'wrong_setup_token' } } });
    const right = await ask('/setup', { json: { token: 'setup_right' } });
    expect(right).toEqual({
      status: 201,
      json: { object: 'setup', id: 'key_1', secret: 'mlk_secret' },
    });
    expect((await ask('/setup', { json: { token: 'setup_right' } })).status).toBe(403);
    expect((await ask('/setup')).json).toMatchObject({ needed: false });
  });

  it('asks for a token where none is given', async () => {
    const { ask } = await serveFace({ options: { setup: awaiting('setup_right') } });
    const { status, json } = await ask('/setup', { json: {} });
    expect({ status, json }).toMatchObject({
      status: 400,
      json: { error: { code: 'missing_parameter', param: 'token' } },
    });
  });
});
