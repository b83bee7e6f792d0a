import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline/promises';
import { buffer } from 'node:stream/consumers';
import { type App, createApp } from '../app.ts';
import { probeMask, probePicture } from '../core/doctor/probe-picture.ts';
import type { ProbeWish } from '../core/doctor/probes.ts';
import { exitCodes } from '../core/errors/error-row.ts';
import { AppError } from '../core/errors.ts';
import type { Asset, ImageInput } from '../core/image.ts';
import { parseRequest } from '../core/request.ts';
import { parseSize } from '../core/size.ts';
import { watchClock } from '../faces/cli/doctor/clock.ts';
import { doctor } from '../faces/cli/doctor.ts';
import { createProgress } from '../faces/cli/progress.ts';
import { describeGeneration } from '../faces/http/openai/generation-object.ts';
import { hostOrigins } from '../hosts/choose-host.ts';
import { decodePicture } from '../kit/decode-picture.ts';
import { createHttpClient } from '../kit/http-client.ts';
import { encodePng, type PixelImage } from '../kit/png.ts';
import { createProviders, providerOrigins } from '../providers/configured.ts';
import { localAddresses } from '../providers/detect.ts';
import { type Launch, localCaller } from './launch.ts';
import { saveMeasured } from './measured-file.ts';

/** `maliang doctor`: everything is looked at from outside; only `--live` makes the app and paints. */
export async function runDoctor(launch: Launch): Promise<void> {
  const { line, settings, environment, dataDir, locale, logger } = launch;
  const open = createHttpClient({ ...settings, trustedOrigins: trusted(launch) });
  const { client, clock } = watchClock(open, Date.now);
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const asking = process.stdin.isTTY ? openAsking() : undefined;
  const progress = createProgress(process.stderr, !environment.NO_COLOR);
  const studio = createStudio(launch, abort.signal);
  try {
    const exit = await doctor(line.words, {
      ...{ settings, settingReports: launch.settingReports, dataDir, client, clock, environment },
      providers: everyKey(createProviders(settings, client)),
      ownCommand: { command: process.execPath, args: [process.argv[1] ?? ''] },
      live: line.doctorOptions.live === true,
      signal: abort.signal,
      options: line.doctorOptions,
      model: line.options.model,
      json: line.options.json === true,
      locale,
      progress,
      ask: asking?.ask,
      paint: studio.paint,
      save: (rows) => saveMeasured(dataDir, rows, logger),
      now: Date.now,
    });
    if (exit) process.exitCode = exitCodes[exit];
  } catch (thrown) {
    if (abort.signal.aborted) throw new AppError('stopped', {}, { cause: thrown });
    throw thrown;
  } finally {
    progress.clear();
    asking?.close();
    process.off('SIGINT', stop).off('SIGTERM', stop);
    await studio.close();
    await open.close();
  }
}

function trusted({ settings }: Launch): string[] {
  const { publicUrl, port } = settings;
  return [
    ...providerOrigins(settings.providers),
    ...hostOrigins(settings),
    ...settings.trustedOrigins,
    ...(publicUrl === undefined ? [] : [publicUrl]),
    // A port of the system's choice is no address.
    ...(port === 0 ? [] : [`http://127.0.0.1:${port}`]),
    ...localAddresses,
  ];
}

/** Each provider, and each again with each other key of its own. */
function everyKey({ configured, keysOf, withKey }: ReturnType<typeof createProviders>) {
  return configured.flatMap((provider) => {
    const [, ...others] = keysOf(provider);
    const of = others.length + 1;
    const rest = others.map((key, place) => ({
      ...{ provider: withKey(provider, key), key: place + 2, of },
    }));
    return [{ provider, key: 1, of }, ...rest];
  });
}

const maxPixels = 64 * 1024 * 1024;

/** Paints through the pipeline, so that what is paid is recorded; the pictures stay on this machine. */
function createStudio(launch: Launch, signal: AbortSignal) {
  const { dataDir, saveDir, logger } = launch;
  // Without what was measured before, or nothing that was lost could ever be found again.
  const settings = { ...launch.settings, imageHost: 'local' as const };
  let app: App | undefined;
  return {
    async paint(provider: string, model: string, wish: ProbeWish): Promise<PixelImage[]> {
      app ??= createApp({
        ...{ settings, dataDir, saveDir, logger, describeGeneration, mayBeVolatile: false },
      });
      const request = await requestFor(`${provider}/${model}`, wish);
      const caller = localCaller(launch, 'cli');
      const assets: Asset[] = [];
      for await (const event of await app.pipeline.generate(request, caller, signal)) {
        if (event.type === 'image') assets.push(event.asset);
      }
      const pictures: PixelImage[] = [];
      for (const { name } of assets.toSorted((a, b) => a.index - b.index)) {
        const open = await app.assets.open(name);
        if (!open) continue;
        pictures.push(await decodePicture(await buffer(open.bytes()), { maxPixels }));
      }
      return pictures;
    },
    async close() {
      await app?.close(launch.settings.drainSeconds);
    },
  };
}

async function requestFor(model: string, { masked, ...wish }: ProbeWish) {
  const size = parseSize(wish.size ?? '') ?? { width: 1024, height: 1024 };
  const picture = masked
    ? await pngInput('image', probePicture(size.width, size.height))
    : undefined;
  const mask = masked ? await pngInput('mask', probeMask(size.width, size.height)) : undefined;
  return parseRequest({
    ...wish,
    model,
    inputs: picture && [picture],
    mask,
    ...{ markup: undefined, style: undefined, altText: undefined, user: undefined },
    ...{ outputCompression: undefined, moderation: undefined, inputFidelity: undefined },
    ...{ partialImages: undefined, visibility: undefined, tags: ['doctor'] },
    ...{ apiKey: undefined, baseUrl: undefined, hostingToken: undefined, hostingUrl: undefined },
    ...{ linkFirst: false, lenient: false, extra: undefined },
  });
}

/** A picture of our own as if somebody had handed it in. */
async function pngInput(name: string, { pixels, ...head }: PixelImage): Promise<ImageInput> {
  const bytes = await buffer(encodePng([pixels], head));
  return {
    fileName: `${name}.png`,
    mediaType: 'image/png',
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    width: head.width,
    height: head.height,
    fromDisk: false,
    async *bytes() {
      yield bytes;
    },
    async discard() {},
  };
}

/** Questions go to stderr, so that stdout has what was found and nothing else. */
function openAsking() {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return { ask: (question: string) => lines.question(question), close: () => lines.close() };
}
