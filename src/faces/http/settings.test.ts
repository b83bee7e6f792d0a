import { expect, it } from 'vitest';
import { serveFace } from '../../../test/fakes/http-face.ts';
import type { SettingReport } from '../../config/report-settings.ts';

const about = { en: 'How many.', zh: '多少。' };
const settings: SettingReport[] = [
  { env: 'RATE_LIMIT', value: '7', isSecret: false, source: 'environment', usual: '5', about },
  { env: 'ADMIN_KEY', value: undefined, isSecret: true, source: 'file', usual: undefined, about },
  { env: 'PORT', value: '3000', isSecret: false, source: 'default', usual: '3000', about },
].map((row) => row as SettingReport);

it('tells each setting, where it came from, and of a secret only that it is set', async () => {
  const { ask } = await serveFace({ options: { settings } });
  const { json } = await ask('/v1/settings', { language: 'zh-CN' });
  expect(json.data).toEqual([
    expect.objectContaining({ name: 'RATE_LIMIT', value: '7', default: '5', set: true }),
    expect.objectContaining({ name: 'ADMIN_KEY', value: null, secret: true, set: true }),
    expect.objectContaining({ name: 'PORT', set: false, source: 'default', about: '多少。' }),
  ]);
});

it('tells them to nobody but the operator', async () => {
  const { ask } = await serveFace({ options: { settings } });
  expect((await ask('/v1/settings', { key: 'somebody' })).status).toBe(401);
  const made = await ask('/v1/keys', { json: { name: 'a guest' } });
  expect((await ask('/v1/settings', { key: String(made.json.secret) })).status).toBe(403);
});
