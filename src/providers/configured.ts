import { AppError } from '../core/errors.ts';
import type { Provider } from '../core/provider.ts';
import type { HttpClient } from '../kit/http-client.ts';
import { demoProvider } from './demo.ts';
import { providerKinds } from './index.ts';
import { providerOfCaller } from './relay.ts';
import type { ProviderChoice, ProviderChoices, ProviderKind } from './table/provider-kind.ts';
import { xaiOrigin } from './xai.ts';

/** The settings that decide which providers there are. */
export interface ConfiguredOptions {
  providers: ProviderChoices;
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
  /** The same upstream with another key in place of the one it was made with. */
  withKey(provider: Provider, apiKey: string): Provider;
  /** Every key the operator gave it, the one it was made with first. */
  keysOf(provider: Provider): readonly string[];
}

/** Stands where no address is set; a name that never resolves. */
const unsetBaseUrl = 'https://unset.invalid';

/** Makes the providers the settings name, in the order of the table. */
export function createProviders(
  settings: ConfiguredOptions,
  client: HttpClient,
  kinds: readonly ProviderKind[] = providerKinds,
): Providers {
  const followRetired = settings.modelRedirects === 'follow';
  const choiceOf = ({ kind }: ProviderKind) => settings.providers[kind] ?? {};
  const make = (kind: ProviderKind, apiKey: string) =>
    kind.create({
      name: kind.kind,
      baseUrl: addressOf(kind, choiceOf(kind)) ?? unsetBaseUrl,
      apiKey,
      extra: extraOf(kind, choiceOf(kind)),
      client,
      followRetired,
    });
  const configured = kinds.flatMap((kind) => fromSettings(kind, choiceOf(kind), make));
  const hasHost = settings.imageHostingUrl ?? settings.imageHostingToken ?? settings.s3Bucket;
  if (configured.length === 0 && hasHost === undefined) configured.push(demoProvider());
  return {
    configured,
    bring: (upstream) => providerOfCaller({ ...upstream, client, followRetired }),
    withKey: (provider, apiKey) => {
      const found = kinds.find(({ kind }) => kind === provider.name);
      return found ? make(found, apiKey) : provider;
    },
    keysOf: ({ name }) => settings.providers[name]?.apiKeys ?? [],
  };
}

/** A machine of the operator's paints one picture after the other, or two at best. */
const callsAtOnce = 2;

/** How many calls a provider is given at once where nobody says; undefined is not limited. */
export function usualConcurrency(
  name: string,
  kinds: readonly ProviderKind[] = providerKinds,
): number | undefined {
  const kind = kinds.find((row) => row.kind === name);
  const isLocal = kind && kind.address.default === undefined && (kind.key?.optional ?? !kind.key);
  return isLocal ? callsAtOnce : undefined;
}

/** The origins that providers are reached at: what the operator named, and what the vendors have. */
export function providerOrigins(
  choices: ProviderChoices,
  kinds: readonly ProviderKind[] = providerKinds,
): string[] {
  const addresses = kinds.flatMap((kind) => [
    addressOf(kind, choices[kind.kind] ?? {}),
    ...(kind.otherAddresses ?? []),
  ]);
  return addresses.flatMap((address) => (address === undefined ? [] : [new URL(address).origin]));
}

/** Where the older HTTP routes send what names no address: to the relay, else to xAI as ever. */
export function legacyBaseUrl({ relay, xai }: ProviderChoices): string {
  return relay?.baseUrl ?? xai?.baseUrl ?? xaiOrigin;
}

function addressOf({ address }: ProviderKind, { baseUrl }: ProviderChoice): string | undefined {
  return baseUrl ?? address.default;
}

function extraOf({ extraSettings = [] }: ProviderKind, choice: ProviderChoice) {
  const defaults = extraSettings.flatMap((row) =>
    row.default === undefined ? [] : [[row.env, row.default] as const],
  );
  return { ...Object.fromEntries(defaults), ...choice.extra };
}

/**
 * A vendor is set up by its key, its address being known, and a server of the operator's by its
 * address; where more is needed than is set, that is a mistake, told when it is first used.
 */
function fromSettings(
  kind: ProviderKind,
  choice: ProviderChoice,
  make: (kind: ProviderKind, apiKey: string) => Provider,
): Provider[] {
  const apiKey = choice.apiKeys?.[0];
  const { address, key, extraSettings = [] } = kind;
  const isTold = address.default === undefined && choice.baseUrl !== undefined;
  const set = isTold ? address.env : apiKey !== undefined && key ? key.env : undefined;
  if (set === undefined) return [];
  const provider = make(kind, apiKey ?? '');
  const baseUrl = addressOf(kind, choice);
  const extra = extraOf(kind, choice);
  const missing =
    (baseUrl === undefined && address.env) ||
    (key && !key.optional && apiKey === undefined && key.env) ||
    extraSettings.find(({ env, required }) => required && extra[env] === undefined)?.env;
  if (!missing) return [provider];
  const values = { set, missing, provider: kind.title };
  const problem =
    kind.explainMissing?.(set, missing) ?? new AppError('provider_setting_missing', values);
  return [{ ...provider, origin: baseUrl === undefined ? undefined : provider.origin, problem }];
}
