import { AppError } from '../core/errors.ts';
import type { Provider } from '../core/provider.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { demoProvider } from './demo.ts';
import {
  type ProviderChoice,
  type ProviderEntry,
  providerEntries,
  providerOfCaller,
} from './index.ts';

/** The settings that decide which providers there are. */
export interface ConfiguredOptions extends ProviderChoice {
  imageHostingUrl: string | undefined;
  imageHostingToken: string | undefined;
  s3Bucket: string | undefined;
  modelRedirects: 'off' | 'warn' | 'follow';
}

/** The providers of this server, and how one is made for what a caller brings. */
export interface Providers {
  /** The preferred one first; `demo` only where neither a provider nor a host is set up. */
  configured: readonly Provider[];
  bring(upstream: { apiKey: string; baseUrl: string }): Provider;
  /** The same upstream with the caller's own key in place of ours. */
  withKey(provider: Provider, apiKey: string): Provider;
}

/** What the older server fell back to; told to its users, never used. */
const older = { baseUrl: 'https://api.ssopen.top', apiKey: 'a key built into it' };

/** Stands where no address is set; a name that never resolves. */
const unsetBaseUrl = 'https://unset.invalid';

/** Makes the providers the settings name, in the order of the registry. */
export function createProviders(settings: ConfiguredOptions, client: HttpClient): Providers {
  const followRetired = settings.modelRedirects === 'follow';
  const make = (entry: ProviderEntry, apiKey: string) =>
    entry.create({ ...entry, baseUrl: baseOf(entry, settings), apiKey, client, followRetired });
  const configured = providerEntries.flatMap((entry) => fromSettings(entry, settings, make));
  const hasHost = settings.imageHostingUrl ?? settings.imageHostingToken ?? settings.s3Bucket;
  if (configured.length === 0 && hasHost === undefined) configured.push(demoProvider());
  return {
    configured,
    bring: (upstream) => providerOfCaller({ ...upstream, client, followRetired }),
    withKey: (provider, apiKey) => {
      const entry = providerEntries.find(({ name }) => name === provider.name);
      return entry ? make(entry, apiKey) : provider;
    },
  };
}

function baseOf({ needs }: ProviderEntry, settings: ProviderChoice): string {
  return settings[needs.baseUrl] ?? unsetBaseUrl;
}

/**
 * A vendor is set up by its key, its address being known; where the address is the operator's to
 * tell, half of the pair is a mistake, told when it is first used.
 */
function fromSettings(
  entry: ProviderEntry,
  settings: ProviderChoice,
  make: (entry: ProviderEntry, apiKey: string) => Provider,
): Provider[] {
  const { needs } = entry;
  const apiKey = settings[needs.apiKey];
  const baseUrl = settings[needs.baseUrl];
  if (apiKey !== undefined && baseUrl !== undefined) return [make(entry, apiKey)];
  const addressIsTold = entry.name === 'relay';
  if (apiKey === undefined && (baseUrl === undefined || !addressIsTold)) return [];
  const provider = make(entry, apiKey ?? '');
  const half =
    baseUrl === undefined
      ? { set: 'API_KEY', missing: 'API_BASE_URL', older: older.baseUrl }
      : { set: 'API_BASE_URL', missing: 'API_KEY', older: older.apiKey };
  const origin = baseUrl === undefined ? undefined : provider.origin;
  return [{ ...provider, origin, problem: new AppError('provider_half_configured', half) }];
}
