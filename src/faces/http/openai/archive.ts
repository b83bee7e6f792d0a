import { pipeline } from 'node:stream/promises';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Caller } from '../../../core/caller.ts';
import type { Generation } from '../../../core/generation.ts';
import type { Asset } from '../../../core/image.ts';
import type { History } from '../../../core/library/history.ts';
import { streamZip, type ZipEntry } from '../../../kit/zip-stream.ts';
import { authenticate, identify } from '../auth.ts';
import { isForm, readForm, readJsonObject } from '../body.ts';
import type { HttpContext, HttpOptions } from '../context.ts';
import { readGenerationIds } from './generation-ids.ts';
import { describeAsset, describeGeneration, type Reader, readerOf } from './generation-object.ts';

const maxGenerations = 10_000;
const longestSlug = 40;

/** What an archive says of itself, last. */
interface ArchiveIndex {
  generations: { id: string; prompt: string; recipe: string; pictures: string[] }[];
  /** Pictures that are not here any more, and so not in it. */
  missing: { id: string; url: string }[];
}

/**
 * `POST /v1/images/archive`: a ZIP of the pictures of `generations` (ids, at most 10,000), each with
 * its recipe as JSON, and an index; made while it is sent. Throws `not_found` before that.
 */
export async function archiveImages(context: HttpContext, options: HttpOptions): Promise<Response> {
  const { generations } = await readJsonObject(context.env.incoming);
  return sendArchive(context, options, generations);
}

/**
 * `POST /download`: the same for a plain form, whose answer a browser writes to disk as it comes; its
 * field `key` stands for the header, which a form cannot send.
 */
export async function downloadArchive(
  context: HttpContext,
  options: HttpOptions,
): Promise<Response> {
  const { incoming } = context.env;
  if (!isForm(incoming)) await identify(context, options);
  const form = await readForm(incoming);
  await identify(context, options, form.get('key') || undefined);
  return sendArchive(context, options, form.get('generations')?.split(',').filter(Boolean));
}

async function sendArchive(
  context: HttpContext,
  options: HttpOptions,
  wanted: unknown,
): Promise<Response> {
  const caller = authenticate(context, 'http', options);
  const { history } = options.app;
  const ids = readGenerationIds(wanted, maxGenerations);
  for (const id of ids) await history.find(id, caller);
  const { outgoing } = context.env;
  const day = new Date().toISOString().slice(0, 10);
  outgoing.writeHead(200, {
    'content-type': 'application/zip',
    'content-disposition': `attachment; filename="maliang-${day}.zip"`,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  const zip = streamZip(
    entriesOf(findAll(ids, caller, history), readerOf(caller, options), options),
  );
  // What breaks in the middle is cut off, so that nobody takes half an archive for a whole one.
  await pipeline(zip, outgoing).catch(() => outgoing.destroy());
  return RESPONSE_ALREADY_SENT;
}

/** One after the other, as thousands of them are no small thing; what was deleted meanwhile is left out. */
async function* findAll(
  ids: readonly string[],
  caller: Caller,
  history: History,
): AsyncGenerator<Generation> {
  for (const id of ids) {
    const found = await history.find(id, caller).catch(() => undefined);
    if (found) yield found.generation;
  }
}

async function* entriesOf(
  found: AsyncIterable<Generation>,
  reader: Reader,
  { app }: HttpOptions,
): AsyncGenerator<ZipEntry> {
  const index: ArchiveIndex = { generations: [], missing: [] };
  for await (const generation of found) {
    const stem = stemOf(generation);
    const modifiedAt = new Date(generation.createdAt);
    const recipe = `${stem}.json`;
    const pictures: string[] = [];
    for (const asset of generation.assets) {
      const open = await openPicture(asset, app);
      if (!open) index.missing.push({ id: asset.id, url: describeAsset(asset, reader).url });
      else {
        const name = nameOf(stem, asset, generation);
        pictures.push(name);
        yield { name, modifiedAt, bytes: open.bytes() };
      }
    }
    const described = describeGeneration(generation, reader);
    yield { name: recipe, modifiedAt, bytes: asJson(described) };
    const { id, prompt } = generation;
    index.generations.push({ id, prompt, recipe, pictures });
  }
  yield { name: 'index.json', modifiedAt: new Date(), bytes: asJson(index) };
}

/** One on another server that does not answer is missing, and no reason to give the others up. */
async function openPicture({ name }: Asset, { assets }: HttpOptions['app']) {
  return assets.open(name).catch(() => undefined);
}

/** Names sort by time, tell what they show, and are never the same twice. */
function stemOf({ id, prompt, createdAt }: Generation): string {
  const day = new Date(createdAt).toISOString().slice(0, 10);
  const words = prompt.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-');
  const slug = [...words]
    .slice(0, longestSlug)
    .join('')
    .replace(/^-+|-+$/g, '');
  return [day, slug, id.slice(-6)].filter(Boolean).join('-');
}

function nameOf(stem: string, { name, index }: Asset, { assets }: Generation): string {
  const ending = name.split('.').at(-1);
  return assets.length > 1 ? `${stem}-${index + 1}.${ending}` : `${stem}.${ending}`;
}

async function* asJson(value: unknown): AsyncGenerator<Uint8Array> {
  yield Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}
