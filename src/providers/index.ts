import type { Provider } from '../core/provider.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { openaiProvider } from './openai.ts';
import { isXai } from './redirects.ts';
import { xaiProvider } from './xai.ts';

/** What every provider is made from. */
export interface ProviderSettings {
  name: string;
  baseUrl: string;
  apiKey: string;
  client: HttpClient;
  /** For requests that name no model; default the provider's first. */
  defaultModel?: string;
  /** Whether a relay's refusal of a retired model is followed to its successor; default true. */
  followRetired?: boolean;
}

/** What the operator set up for providers, under the names of the settings. */
export interface ProviderChoice {
  apiKey: string | undefined;
  apiBaseUrl: string | undefined;
  openaiApiKey: string | undefined;
  openaiBaseUrl: string;
  xaiApiKey: string | undefined;
  xaiBaseUrl: string;
}

/** A provider that the settings can bring to life. */
export interface ProviderEntry {
  /** The name it goes by, the first half of `provider/model`. */
  name: string;
  /** The settings it needs. */
  needs: { apiKey: keyof ProviderChoice; baseUrl: keyof ProviderChoice };
  defaultModel?: string;
  create(settings: ProviderSettings): Provider;
}

/** What the older MCP server asked every address for. */
const olderModel = 'gpt-image-1';

/**
 * Every provider there is, a line each, the preferred one first. The relay leads, because whoever
 * took its settings over from the older server may have a vendor's key in the environment as well.
 */
export const providerEntries: readonly ProviderEntry[] = [
  {
    name: 'relay',
    needs: { apiKey: 'apiKey', baseUrl: 'apiBaseUrl' },
    defaultModel: olderModel,
    create: providerAt,
  },
  {
    name: 'openai',
    needs: { apiKey: 'openaiApiKey', baseUrl: 'openaiBaseUrl' },
    create: providerAt,
  },
  { name: 'xai', needs: { apiKey: 'xaiApiKey', baseUrl: 'xaiBaseUrl' }, create: xaiProvider },
];

/** The provider for an address that may be anybody's: xAI's wire for xAI, OpenAI's for all others. */
export function providerAt(settings: ProviderSettings): Provider {
  return isXai(settings.baseUrl) ? xaiProvider(settings) : openaiProvider(settings);
}

/** The provider for an address and key that a caller brought. */
export function providerOfCaller(settings: Omit<ProviderSettings, 'name'>): Provider {
  return providerAt({ ...settings, name: 'caller', defaultModel: olderModel });
}
