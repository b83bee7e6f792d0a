import { AppError } from '../core/errors.ts';
import type { Provider } from '../core/provider.ts';
import { providerAt } from './openai.ts';
import type { ProviderKind, ProviderSettings } from './table/provider-kind.ts';

/** What the older MCP server asked every address for. */
const olderModel = 'gpt-image-1';

/** What the older server fell back to; told to its users, never used. */
const older = { API_BASE_URL: 'https://api.ssopen.top', API_KEY: 'a key built into it' } as const;

/** Any OpenAI-compatible address, under the names of the older MCP server. */
export const relayKind: ProviderKind = {
  kind: 'relay',
  title: { en: 'any OpenAI-compatible address', zh: '任意 OpenAI 兼容地址' },
  key: {
    env: 'API_KEY',
    about: {
      en: 'Key for any OpenAI-compatible address, as the older MCP server named it.',
      zh: '任意 OpenAI 兼容地址的密钥（沿用旧版 MCP 服务器的名称）。',
    },
  },
  address: {
    env: 'API_BASE_URL',
    about: {
      en: 'Address for API_KEY, with or without /v1; also the default baseURL of the older HTTP routes.',
      zh: 'API_KEY 对应的地址，可带或不带 /v1；也是旧 HTTP 接口的默认 baseURL。',
    },
  },
  docs: {
    sources: ['npm openai@7.55.0', 'github.com/openai/openai-openapi openapi.json@f85dbe2'],
    verified: 'fixture',
    asOf: '2026-11-20',
  },
  create: (settings) => providerAt({ ...settings, defaultModel: olderModel }),
  explainMissing: (set, missing) =>
    new AppError('provider_half_configured', {
      set,
      missing,
      older: missing === 'API_KEY' ? older.API_KEY : older.API_BASE_URL,
    }),
};

/** The provider for an address and key that a caller brought. */
export function providerOfCaller(settings: Omit<ProviderSettings, 'name' | 'extra'>): Provider {
  return providerAt({ ...settings, name: 'caller', defaultModel: olderModel });
}
