import { hostname } from 'node:os';
import { openRouting } from './app/open-routing.ts';
import { openStorage } from './app/open-storage.ts';
import type { Settings } from './config/settings.ts';
import type { AssetFolder } from './core/asset-folder.ts';
import type { Caller } from './core/caller.ts';
import type { MeasuredModel } from './core/doctor/measured.ts';
import { createPipeline, type Pipeline } from './core/generate.ts';
import type { Generation } from './core/generation.ts';
import type { Host } from './core/host.ts';
import type { Asset } from './core/image.ts';
import { createInputs, type Inputs } from './core/inputs.ts';
import { createKeyring, type Keyring } from './core/keys/keyring.ts';
import { createFiles, type Files } from './core/library/files.ts';
import { createHistory, type History } from './core/library/history.ts';
import { createHistoryFeed, type HistoryFeed } from './core/library/history-feed.ts';
import { hostedUrl } from './core/library/hosted-url.ts';
import { type CheckLinks, createLinkCheck } from './core/library/link-check.ts';
import { type ReachOptions, reachAssets } from './core/library/reach-assets.ts';
import type { SaveFolder } from './core/library/save-folder.ts';
import { createSharing, type Sharing } from './core/library/sharing.ts';
import { expiryOf, type KeepingTerms } from './core/library/shelf.ts';
import type { Thumbnails } from './core/library/thumbnails.ts';
import { type UploadRequest, uploadImage } from './core/library/upload.ts';
import { createUploadLinks, type UploadLinks } from './core/library/upload-links.ts';
import type { Logger } from './core/logger.ts';
import type { Parts } from './core/parts.ts';
import { createProcessId } from './core/process-id.ts';
import type { Provider } from './core/provider.ts';
import type { Queue } from './core/queue.ts';
import { createReadiness, type Readiness } from './core/readiness.ts';
import type { ModelAliases } from './core/resolve/model-alias.ts';
import type { Store } from './core/store.ts';
import { createStyles, type Styles } from './core/styles.ts';
import type { Telemetry } from './core/telemetry.ts';
import type { Webhooks } from './core/webhook.ts';
import { createHostChooser, hostOrigins } from './hosts/choose-host.ts';
import { createLocalQueue } from './jobs/local-queue.ts';
import { createUpkeep, type Upkeep } from './jobs/upkeep.ts';
import { createWebhooks } from './jobs/webhooks.ts';
import { createHttpClient, type HttpClient } from './kit/http-client.ts';
import { createLimiter } from './limits/limiter.ts';
import { createProviders, legacyBaseUrl, providerOrigins } from './providers/configured.ts';
import { legacyModel } from './providers/redirects.ts';
import { createSaveFolder } from './store/pictures/save-folder.ts';
import { createTelemetry } from './telemetry/telemetry.ts';
import { watchHost } from './telemetry/watch-host.ts';

/** Everything the faces may use; made once a process. */
export interface App {
  pipeline: Pipeline;
  /** Keeps a picture that a caller hands in, and gives it to the host. */
  upload(request: UploadRequest, caller: Caller): Promise<{ asset: Asset; url: string }>;
  /** Leave to hand in a picture without a key. */
  uploadLinks: UploadLinks;
  inputs: Inputs;
  styles: Styles;
  /** Pictures that callers keep here for later edits. */
  files: Files;
  history: History;
  /** What happens to it, as it happens. */
  feed: HistoryFeed;
  /** What is shown to whoever has a link. */
  sharing: Sharing;
  /** Small copies of what lies in this server's folder. */
  thumbnails: Thumbnails;
  /** Those of other servers are brought here when they are opened. */
  assets: AssetFolder;
  /** Only what lies in this server's folder. */
  assetsHere: Pick<AssetFolder, 'open'>;
  store: Store;
  /** Where an asset stands for the world at this moment; undefined where no host has it. */
  hostedUrl(asset: Asset): string | undefined;
  /** Whether links of a host still show something. */
  checkLinks: CheckLinks;
  keys: Keyring;
  /** Where images go for the world, as configured. */
  host: Pick<Host, 'name' | 'local'>;
  queue: Queue;
  saveFolder: SaveFolder;
  /** The configured providers, the preferred one first. */
  providers: readonly Provider[];
  /** Names for models, for every caller. */
  aliases: ModelAliases;
  /** The model an older route's request goes to, in place of names that are dead everywhere. */
  legacyModel(model: string, baseUrl: string): string;
  /** Where an older route's request goes that names no address. */
  legacyBaseUrl: string;
  logger: Logger;
  telemetry: Telemetry;
  /** What was counted since the start, in the text format of Prometheus. */
  metrics(): string;
  /** Opens the data folder now, in place of at the first use, and begins its upkeep. */
  open(): Promise<void>;
  /** Whether work can be done here; asked as often as one likes. */
  ready(): Promise<Readiness>;
  /** Lets nothing new begin, and waits for what is under way, at most so many seconds. */
  drain(seconds: number): Promise<void>;
  /** Lets paid generations finish, at most so many seconds, then closes everything. */
  close(drainSeconds: number): Promise<void>;
}

/** What an app is made from. */
export interface AppOptions {
  settings: Settings;
  /** Where images live, and records unless `settings.databaseUrl` is set. */
  dataDir: string;
  saveDir: string;
  logger: Logger;
  /** Go on in memory where the data folder cannot be written, in place of refusing. */
  mayBeVolatile: boolean;
  /** A generation as webhooks tell of it. */
  describeGeneration(
    generation: Generation,
    reader: Pick<Caller, 'locale' | 'assetOrigin'> & Pick<History, 'expiryOf'>,
  ): object;
  /** What `maliang doctor --live --save` found out about models; goes before the built-in rows. */
  measured?: readonly MeasuredModel[] | undefined;
  /** Go on with what dead processes left as soon as the records are opened, also without `open`. */
  recovers?: boolean | undefined;
}

/** Plugs the adapters into the core; the only place that knows them all. */
export function createApp(options: AppOptions): App {
  const { settings, saveDir, logger } = options;
  const processId = createProcessId(hostname(), process.pid);
  const client = createClient(settings, trustedOrigins(settings));
  const hosts = createHostChooser(settings, client);
  const providers = createProviders(settings, client);
  const routing = openRouting(providers, options);
  const { dataDir, mayBeVolatile, recovers } = options;
  const { databaseUrl } = settings;
  const onOpen = () => recovers && upkeep.recover();
  const stored = { dataDir, databaseUrl, mayBeVolatile, logger, processId, onOpen };
  const { store, assets, thumbnails } = openStorage(stored);
  const queue = createLocalQueue(settings.queueConcurrency);
  const telemetry = createTelemetry({ queue, providers: routing.providers });
  const isShared = settings.databaseUrl !== undefined;
  const images = openImages({ assets, store, host: hosts.configured, client, logger, isShared });
  const inputs = createInputs({ client, assets: images.assets, store });
  const styles = createStyles({ store, inputs, now: Date.now });
  const parts: Parts = {
    styles,
    ...routing,
    chooseHost: (brought) => watchHost(hosts.choose(brought), telemetry),
    store,
    assets,
    limiter: createLimiter({
      ledger: store.ledger,
      requestCounts: store.requestCounts,
      assumedPriceUsd: settings.assumedPriceUsd,
      now: Date.now,
    }),
    queue,
    logger,
    telemetry,
    webhooks: openWebhooks(options, store, telemetry),
    processId,
    now: Date.now,
  };
  const files = createFiles(parts);
  const terms = keepingTerms(settings);
  const library = lookBack(parts, terms);
  const upkeep = createUpkeep(parts, watchHost(hosts.configured, telemetry), files, terms);
  return {
    pipeline: createPipeline(parts),
    upload: (request, caller) => uploadImage(request, caller, parts),
    inputs,
    styles,
    files,
    ...library,
    thumbnails,
    ...images,
    store,
    keys: createKeyring(store, Date.now),
    host: hosts.configured,
    queue,
    saveFolder: createSaveFolder({ directory: saveDir, disabled: settings.disableLocalSave }),
    providers: routing.providers,
    aliases: routing.aliases,
    legacyModel,
    legacyBaseUrl: legacyBaseUrl(settings.providers),
    logger,
    telemetry,
    metrics: telemetry.metrics,
    ...createLife(parts, { upkeep, client, feed: library.feed }),
  };
}

/** What callers may do with what went before, and leave to hand more in. */
function lookBack(parts: Parts, terms: KeepingTerms) {
  const history = createHistory(parts, terms);
  const { store, now } = parts;
  return {
    history,
    sharing: createSharing({ store, history, now }),
    feed: createHistoryFeed(parts),
    uploadLinks: createUploadLinks({ now }),
  };
}

/** The images of all servers on the same records. */
function openImages(
  options: ReachOptions & Pick<Parts, 'store'>,
): Pick<App, 'assets' | 'assetsHere' | 'hostedUrl' | 'checkLinks'> {
  const url = (asset: Asset) => hostedUrl(asset, options.host);
  return {
    checkLinks: createLinkCheck({ ...options, hostedUrl: url }),
    assets: reachAssets(options),
    assetsHere: options.assets,
    hostedUrl: url,
  };
}

/** How an app begins and ends. */
function createLife(
  { store, assets, queue, logger, now }: Parts,
  { upkeep, client, feed }: { upkeep: Upkeep; client: HttpClient; feed: HistoryFeed },
): Pick<App, 'open' | 'ready' | 'drain' | 'close'> {
  return {
    async open() {
      await store.findGeneration('');
      await assets.open('');
      upkeep.start();
    },
    ready: createReadiness({ store, assets, logger, now }),
    async drain(seconds) {
      queue.close();
      feed.close();
      await upkeep.stop();
      await queue.drain(seconds * 1000);
    },
    async close(drainSeconds) {
      feed.close();
      await upkeep.stop();
      await queue.drain(drainSeconds * 1000);
      await upkeep.end();
      await store.close();
      await client.close();
    },
  };
}

const dayMilliseconds = 24 * 60 * 60 * 1000;

/** How long images stay here. */
function keepingTerms({ retentionDays, storageLimit }: Settings): KeepingTerms {
  const keptFor = retentionDays === undefined ? undefined : retentionDays * dayMilliseconds;
  return { keptFor, maxBytes: storageLimit };
}

/** The one way out. */
function createClient(settings: Settings, trusted: string[]): HttpClient {
  const { httpsProxy, httpProxy, noProxy } = settings;
  return createHttpClient({ trustedOrigins: trusted, httpsProxy, httpProxy, noProxy });
}

/** Addresses the operator named may be private ones; everything else must be public. */
function trustedOrigins(settings: Settings): string[] {
  const ofProviders = providerOrigins(settings.providers);
  return [...ofProviders, ...hostOrigins(settings), ...settings.trustedOrigins];
}

/** Webhooks with a client of their own: a caller's must not reach a private provider or host. */
function openWebhooks(options: AppOptions, store: Store, telemetry: Telemetry): Webhooks {
  const { settings, logger, describeGeneration } = options;
  const { webhookUrl, webhookSecret: secret } = settings;
  const own = webhookUrl === undefined ? [] : [new URL(webhookUrl).origin];
  const trusted = [...settings.trustedOrigins, ...own];
  const client = createClient(settings, trusted);
  const { keptFor } = keepingTerms(settings);
  const webhooks = createWebhooks({
    client,
    trustedOrigins: trusted,
    secret,
    operatorUrl: webhookUrl,
    describe: (generation, to) =>
      describeGeneration(generation, { ...to, expiryOf: (asset) => expiryOf(asset, keptFor) }),
    store,
    logger,
    telemetry,
    now: Date.now,
  });
  return {
    ...webhooks,
    async end() {
      await webhooks.end();
      await client.close();
    },
  };
}
