import { describe, expect, it } from 'vitest';
import { openaiKind } from '../providers/openai.ts';
import type { ProviderKind } from '../providers/table/provider-kind.ts';
import { readProviderChoices, rowsOfKinds } from './provider-settings.ts';

const local: ProviderKind = {
  ...openaiKind,
  kind: 'here',
  title: { en: 'Here', zh: '这里' },
  key: { env: 'HERE_KEY', optional: true },
  address: { env: 'HERE_URL', example: 'http://127.0.0.1:9' },
  extraSettings: [
    {
      env: 'HERE_REGION',
      aliases: ['HERE_ZONE'],
      about: { en: 'The region of Here.', zh: '这里的区域。' },
      words: ['east', 'west'],
      default: 'east',
    },
    { env: 'HERE_TOKEN', about: { en: 'A second secret.', zh: '另一个密钥。' }, secret: true },
  ],
};

describe('the settings of a kind', () => {
  const rows = new Map(rowsOfKinds([local]).map((row) => [row.env, row]));

  it('are its key, its address and what only it has', () => {
    expect([...rows.keys()]).toEqual(['HERE_KEY', 'HERE_URL', 'HERE_REGION', 'HERE_TOKEN']);
    expect(rows.get('HERE_KEY')).toMatchObject({ secret: true, about: { en: 'Key for Here.' } });
    expect(rows.get('HERE_URL')?.about).toEqual({
      en: 'Address of Here, such as http://127.0.0.1:9; setting it is what sets it up.',
      zh: '这里的地址，如 http://127.0.0.1:9；设置后即启用。',
    });
    expect(rows.get('HERE_REGION')).toMatchObject({ default: 'east', aliases: ['HERE_ZONE'] });
    expect(rows.get('HERE_REGION')?.format.expected).toBe('one of east, west');
    expect(rows.get('HERE_TOKEN')?.secret).toBe(true);
  });

  it('are gathered again by kind', () => {
    const values = new Map<string, unknown>([
      ['HERE_KEY', ['one', 'two']],
      ['HERE_REGION', 'west'],
      ['PORT', 3000],
    ]);
    expect(readProviderChoices(values, [local])).toEqual({
      here: { apiKeys: ['one', 'two'], baseUrl: undefined, extra: { HERE_REGION: 'west' } },
    });
  });
});
