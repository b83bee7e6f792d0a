import type { Verification } from '../../core/capability.ts';
import type { AppError } from '../../core/errors.ts';
import type { Provider } from '../../core/provider.ts';
import type { Template } from '../../core/template.ts';
import type { HttpClient } from '../../kit/http-client.ts';

/**
 * All there is to know about one kind of provider, exported by its adapter file. From the table of
 * these the settings, `.env.example`, the trusted addresses and the reference pages are made.
 */
export interface ProviderKind {
  /** Also the name its provider goes by, the first half of `provider/model`. */
  kind: string;
  /** What people call it. */
  title: Template;
  /** Undefined where the server knows no keys. */
  key?: KeySetting;
  address: AddressSetting;
  /** What it needs or takes beside key and address, such as a region, an account or a workflow. */
  extraSettings?: readonly ExtraSetting[];
  /** Addresses of the vendor's that its requests go to beside its own. */
  otherAddresses?: readonly string[];
  docs: ProviderDocs;
  /** Makes the provider; called for the operator's key and for each key a caller brings. */
  create(settings: ProviderSettings): Provider;
  /** Says what is wrong where one needed setting is there and another is not. */
  explainMissing?(set: string, missing: string): AppError;
}

/** A setting of a provider; what it is for is made from the title where nothing is written. */
export interface KindSetting {
  /** The name in the environment; the vendor's own where it has one. */
  env: string;
  /** Other names that mean the same, tried in order. */
  aliases?: readonly string[];
  about?: Template;
}

/** Where the key stands; several keys, separated by commas, are taken in turn. */
export interface KeySetting extends KindSetting {
  /** For servers that may be run without one: these are set up by their address. */
  optional?: true;
}

/** Where the address stands. */
export interface AddressSetting extends KindSetting {
  /** The vendor's own. Without one the address is the operator's to tell, and sets it up. */
  default?: string;
  /** How an address without default usually looks, for example `http://127.0.0.1:8188`. */
  example?: string;
}

/** A setting that only this kind has; its value is a text. */
export interface ExtraSetting extends KindSetting {
  about: Template;
  /** The only words it may be; absent means any text. */
  words?: readonly [string, ...string[]];
  default?: string;
  /** Without it the provider cannot be used. */
  required?: true;
  /** Never shown, and may be given as `<NAME>_FILE`. */
  secret?: true;
}

/** What stands behind an adapter, for its row of the providers page. */
export interface ProviderDocs {
  /** URLs and `package@version` that its wire was read from. */
  sources: readonly [string, ...string[]];
  /** How far the wire was tried. */
  verified: Verification;
  /** When the sources were read, YYYY-MM-DD. */
  asOf: string;
}

/** What every provider is made from. */
export interface ProviderSettings {
  name: string;
  baseUrl: string;
  /** Empty where there is none. */
  apiKey: string;
  /** The values of its extra settings under their environment names, defaults filled in. */
  extra: Readonly<Record<string, string>>;
  client: HttpClient;
  /** Whether a relay's refusal of a retired model is followed to its successor; default true. */
  followRetired?: boolean;
}

/** What the operator set of one kind; what is absent was not set. */
export interface ProviderChoice {
  /** In the order they were written. */
  apiKeys?: readonly string[] | undefined;
  baseUrl?: string | undefined;
  /** Under their environment names. */
  extra?: Readonly<Record<string, string>>;
}

/** What the operator set of every kind, by kind. */
export type ProviderChoices = Readonly<Record<string, ProviderChoice>>;
