import { hostname } from 'node:os';
import type { Settings } from './config/settings.ts';
import type { AssetFolder } from './core/asset-folder.ts';
import type { Caller } from './core/caller.ts';
import { type AppError, toAppError } from './core/errors.ts';
import { createFiles, type Files } from './core/files.ts';
import { createPipeline, type Pipeline } from './core/generate.ts';
import { createHistory, type History } from './core/history.ts';
import type { Asset } from './core/image.ts';
import { createInputs, type Inputs } from './core/inputs.ts';
import { createKeyring, type Keyring } from './core/keyring.ts';
import type { Logger } from './core/logger.ts';
import type { Parts } from './core/parts.ts';
import { createProcessId } from './core/process-id.ts';
import type { Provider } from './core/provider.ts';
import type { Queue } from './core/queue.ts';
import { createReadiness, type Readiness } from './core/readiness.ts';
import type { SaveFolder } from './core/save-folder.ts';
import type { Store } from './core/store.ts';
import type { Telemetry } from './core/telemetry.ts';
import { type UploadRequest, uploadImage } from './core/upload.ts';
import { createUploadLinks, type UploadLinks } from './core/upload-links.ts';
import { createHostChooser, hostOrigins } from './hosts/choose-host.ts';
import { createLocalQueue } from './jobs/local-queue.ts';
import { createUpkeep, type Upkeep } from './jobs/upkeep.ts';
import { createHttpClient, type HttpClient } from './kit/http-client.ts';
import { createLimiter } from './limits/limiter.ts';
import { createProviders } from './providers/configured.ts';
import { legacyModel } from './providers/redirects.ts';
import { createAssetFolder, createMemoryAssetFolder } from './store/asset-folder.ts';
import { lazyAssetFolder, lazyStore } from './store/lazy-store.ts';
import { openStore } from './store/open-store.ts';
import { createSaveFolder } from './store/save-folder.ts';
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
  /** Pictures that callers keep here for later edits. */
  files: Files;
  history: History;
  assets: AssetFolder;
  store: Store;
  keys: Keyring;
  queue: Queue;
  saveFolder: SaveFolder;
  /** The configured providers, the preferred one first. */
  providers: readonly Provider[];
  /** The model an older route's request goes to, in place of names that are dead everywhere. */
  legacyModel(model: string, baseUrl: string): string;
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
  /** Go on with what dead processes left as soon as the records are opened, also without `open`. */
  recovers?: boolean | undefined;
}

/** No model paints larger ones; what is larger is a mistake or an attack. In bytes. */
const maxImageBytes = 128 * 1024 * 1024;

/** Plugs the adapters into the core; the only place that knows them all. */
export function createApp(options: AppOptions): App {
  const { settings, saveDir, logger } = options;
  const processId = createProcessId(hostname(), process.pid);
  const client = createClient(settings);
  const hosts = createHostChooser(settings, client);
  const providers = createProviders(settings, client);
  const { store, assets } = openLazily(
    options,
    processId,
    () => options.recovers && upkeep.recover(),
  );
  const queue = createLocalQueue();
  const telemetry = createTelemetry({ queue, providers: providers.configured });
  const parts: Parts = {
    providers: providers.configured,
    bringProvider: providers.bring,
    withKey: providers.withKey,
    chooseHost: (brought) => watchHost(hosts.choose(brought), telemetry),
    store,
    assets,
    limiter: createLimiter({
      ledger: store.ledger,
      assumedPriceUsd: settings.assumedPriceUsd,
      now: Date.now,
    }),
    queue,
    logger,
    telemetry,
    defaultModel: settings.defaultModel,
    modelRedirects: settings.modelRedirects,
    processId,
    now: Date.now,
  };
  const files = createFiles(parts);
  const upkeep = createUpkeep(parts, watchHost(hosts.configured, telemetry), files);
  return {
    pipeline: createPipeline(parts),
    upload: (request, caller) => uploadImage(request, caller, parts),
    uploadLinks: createUploadLinks({ now: Date.now }),
    inputs: createInputs({ client, assets, store }),
    files,
    history: createHistory(parts),
    assets,
    store,
    keys: createKeyring(store, Date.now),
    queue,
    saveFolder: createSaveFolder({ directory: saveDir, disabled: settings.disableLocalSave }),
    providers: providers.configured,
    legacyModel,
    logger,
    telemetry,
    metrics: telemetry.metrics,
    ...createLife(parts, upkeep, client),
  };
}

/** How an app begins and ends. */
function createLife(
  { store, assets, queue, logger, now }: Parts,
  upkeep: Upkeep,
  client: HttpClient,
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
      await upkeep.stop();
      await queue.drain(seconds * 1000);
    },
    async close(drainSeconds) {
      await upkeep.stop();
      await queue.drain(drainSeconds * 1000);
      upkeep.end();
      await store.close();
      await client.close();
    },
  };
}

/** The one way out. */
function createClient(settings: Settings): HttpClient {
  const { httpsProxy, httpProxy, noProxy } = settings;
  const trusted = trustedOrigins(settings);
  return createHttpClient({ trustedOrigins: trusted, httpsProxy, httpProxy, noProxy });
}

/** Addresses the operator named may be private ones; everything else must be public. */
function trustedOrigins(settings: Settings): string[] {
  const { openaiBaseUrl, xaiBaseUrl, apiBaseUrl } = settings;
  const named = [openaiBaseUrl, xaiBaseUrl, apiBaseUrl];
  const origins = named.flatMap((address) => (address ? [new URL(address).origin] : []));
  return [...origins, ...hostOrigins(settings), ...settings.trustedOrigins];
}

/**
 * Records and images in one folder, the records in PostgreSQL where one is named; what goes into the
 * folder stays in memory where it cannot be written and that is allowed.
 */
function openLazily(options: AppOptions, processId: string, onOpen: () => void) {
  const { dataDir, logger, mayBeVolatile } = options;
  const { databaseUrl } = options.settings;
  let problem: AppError | undefined;
  const orMemory = async <Opened>(
    open: () => Promise<Opened>,
    inMemory: () => Opened | Promise<Opened>,
  ) => {
    try {
      return await (problem ? inMemory() : open());
    } catch (thrown) {
      const error = toAppError(thrown);
      if (!mayBeVolatile || error.code !== 'folder_not_writable') throw error;
      problem = error;
      logger.warn({ code: error.code }, error.message);
      return inMemory();
    }
  };
  const openRecords = () =>
    databaseUrl === undefined
      ? orMemory(
          () => openStore({ directory: dataDir }),
          () => openStore({}),
        )
      : openStore({ databaseUrl });
  return {
    store: lazyStore(async () => {
      const store = await openRecords();
      onOpen();
      return store;
    }),
    assets: lazyAssetFolder(() =>
      orMemory(
        () => createAssetFolder({ directory: dataDir, maxBytes: maxImageBytes, processId }),
        createMemoryAssetFolder,
      ),
    ),
  };
}
