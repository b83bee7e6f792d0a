import type { AssetFolder } from './asset-folder.ts';
import type { BroughtHost } from './generation.ts';
import type { Host } from './host.ts';
import type { Limiter } from './limiter.ts';
import type { Logger } from './logger.ts';
import type { Gates } from './produce/gate.ts';
import type { Provider } from './provider.ts';
import type { Queue } from './queue.ts';
import type { ModelAliases } from './resolve/model-alias.ts';
import type { Store } from './store.ts';
import type { Styles } from './styles.ts';
import type { Telemetry } from './telemetry.ts';
import type { Webhooks } from './webhook.ts';

/** What the pipeline works with: every contract once, plugged together in `app.ts`. */
export interface Parts {
  /** The configured providers, the preferred one first. */
  providers: readonly Provider[];
  /** Names that stand for one model or several, for every caller. */
  aliases: ModelAliases;
  /** Where calls wait until their provider may be given another one. */
  gates: Gates;
  /** A provider for an address and key that a caller brought. */
  bringProvider(upstream: { apiKey: string; baseUrl: string }): Provider;
  /** A configured provider with the caller's own key in place of ours. */
  withKey(provider: Provider, apiKey: string): Provider;
  /** The host for this request; throws where the settings or the caller's parts are only half. */
  chooseHost(brought: BroughtHost | undefined): Host;
  store: Store;
  styles: Pick<Styles, 'dress'>;
  assets: AssetFolder;
  limiter: Limiter;
  queue: Queue;
  logger: Logger;
  telemetry: Telemetry;
  webhooks: Webhooks;
  /** For requests that name no model. */
  defaultModel: string | undefined;
  modelRedirects: 'off' | 'warn' | 'follow';
  /** Names this process in leases. */
  processId: string;
  /** Milliseconds since 1970. */
  now(): number;
}
