import { describe, expect, it } from 'vitest';
import { serveFace } from '../../../test/fakes/http-face.ts';
import { AppError } from '../../core/errors.ts';
import type { Provider } from '../../core/provider.ts';

/** A provider as these routes see it. */
function provider(changes: Partial<Provider>): Provider {
  return {
    name: 'sample',
    kind: 'openai',
    origin: 'https://api.example.test',
    defaultModel: 'one',
    models: () => [{ verified: 'fixture' }, { verified: 'fixture' }],
    ...changes,
  } as Provider;
}

const serveProvider = (changes: Partial<Provider>) =>
  serveFace({ app: { providers: [provider(changes)] } });

describe('the list of providers', () => {
  it('tells what is configured and asks nobody', async () => {
    let asked = 0;
    const status = async () => {
      asked += 1;
      return { online: true, message: 'here', httpStatus: 200 };
    };
    const { ask } = await serveProvider({ status });
    const { json } = await ask('/v1/providers');
    expect(json).toEqual({
      object: 'list',
      data: [
        expect.objectContaining({
          name: 'sample',
          models: 2,
          verified: ['fixture'],
          problem: null,
        }),
      ],
    });
    expect(asked).toBe(0);
  });
});

describe('the check of a provider', () => {
  it('says that it is there, with its status and its time', async () => {
    const { ask } = await serveProvider({
      status: async () => ({ online: true, message: 'takes the key', httpStatus: 200 }),
    });
    const { json } = await ask('/v1/providers/sample/check', { json: {} });
    expect(json).toMatchObject({ status: 'online', message: 'takes the key', http_status: 200 });
    expect(json.milliseconds).toEqual(expect.any(Number));
  });

  it('says why it is not, in the language of whoever asks', async () => {
    const { ask } = await serveProvider({
      status: async () => {
        throw new AppError('upstream_unauthorized', {
          provider: 'sample',
          status: 401,
          reason: 'no.',
        });
      },
    });
    const english = await ask('/v1/providers/sample/check', { json: {} });
    const chinese = await ask('/v1/providers/sample/check', { json: {}, language: 'zh' });
    expect(english.json).toMatchObject({ status: 'offline', http_status: null });
    expect(String(chinese.json.message)).toMatch(/\p{Script=Han}/u);
    expect(chinese.json.message).not.toBe(english.json.message);
  });

  it('says where there is nothing to ask', async () => {
    const { ask } = await serveProvider({});
    const { json } = await ask('/v1/providers/sample/check', { json: {} });
    expect(json).toMatchObject({ status: 'untold', message: null, milliseconds: null });
  });

  it('does not know a provider that is not configured', async () => {
    const { ask } = await serveProvider({});
    const { status } = await ask('/v1/providers/other/check', { json: {} });
    expect(status).toBe(404);
  });
});
