import type { HttpBindings } from '@hono/node-server';
import type { Context } from 'hono';
import type { App } from '../../app.ts';
import type { SettingReport } from '../../config/report-settings.ts';
import type { ConsentRule } from '../../core/cost/consent.ts';
import type { Key } from '../../core/key.ts';
import type { Setup } from '../../core/keys/setup.ts';
import type { Locale } from '../../core/template.ts';
import type { AddressRange } from '../../kit/address-range.ts';
import { readClient } from './client-address.ts';

/** What Hono carries with a request: Node's own pair in `env`, and who asks. */
export interface HttpEnv {
  Bindings: HttpBindings;
  Variables: {
    /** Set by `identify`; undefined on routes that are open to anybody. */
    identity?: { id: string; key: Key | undefined };
  };
}

/** A request as our routes see it. */
export type HttpContext = Context<HttpEnv>;

/** What the HTTP face is told by the settings. */
export interface HttpOptions {
  app: App;
  adminKey: string | undefined;
  secret: string | undefined;
  /** A minute and address, on the older routes. */
  rateLimit: number;
  /** Whether only programs on this machine can reach the listener. */
  loopbackOnly: boolean;
  publicUrl: string | undefined;
  /** Proxies whose word on the client counts. */
  trustedProxies: readonly AddressRange[];
  /** The address it listens on, as the settings name it. */
  host: string;
  /** Origins of other sites whose pages may ask. */
  corsOrigins: readonly string[];
  callerCredentials: 'auto' | 'allow' | 'off';
  /** When a page that can ask its user is to ask about the price; absent asks never. */
  consent?: ConsentRule;
  /** The upstream of the older routes for requests that name none. */
  legacyBaseUrl: string;
  /** The language of messages where the settings name one. */
  locale: Locale | undefined;
  /** The language where neither settings nor client name one. */
  fallbackLocale: Locale;
  /** Of Maliang. */
  version: string;
  /** Whether somebody is yet to become the operator. */
  setup: Setup;
  /** Every setting as it stands; empty where there is nobody to show them to. */
  settings: readonly SettingReport[];
}

/** The language for one request: the settings', else the client's, else this machine's. */
export function localeOf(context: HttpContext, options: HttpOptions): Locale {
  if (options.locale) return options.locale;
  const accepted = context.req.header('accept-language')?.toLowerCase() ?? '';
  const wished = /\b(zh|en)\b/.exec(accepted)?.[1];
  return wished === 'zh' || wished === 'en' ? wished : options.fallbackLocale;
}

/** Where this server shows its assets to the one who asks: the public address, else as asked. */
export function assetOriginOf(context: HttpContext, options: HttpOptions): string {
  if (options.publicUrl !== undefined) return options.publicUrl;
  const { protocol = 'http', host } = clientOf(context, options);
  return `${protocol}://${host ?? context.req.header('host') ?? 'localhost'}`;
}

/** The address of the one who asks, behind the proxies we trust. */
export function clientAddressOf(context: HttpContext, options: HttpOptions): string {
  return clientOf(context, options).address;
}

function clientOf({ env }: HttpContext, { trustedProxies }: HttpOptions) {
  const { headers, socket } = env.incoming;
  return readClient(headers, socket.remoteAddress, trustedProxies);
}
