import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { AppError } from '../../core/errors.ts';
import { assetOriginOf, type HttpContext, type HttpOptions } from './context.ts';
import { startText } from './start-text.ts';

/** A file of the page, as it is sent. */
interface PageFile {
  bytes: Uint8Array<ArrayBuffer>;
  gzipped: Uint8Array<ArrayBuffer>;
  etag: string;
  mediaType: string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  webmanifest: 'application/manifest+json',
};

/** Nothing from elsewhere, nothing inline; `blob:` and `data:` are previews that came as base64. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  // Archives are asked for by a form, in a frame that nobody sees.
  "form-action 'self'",
  "frame-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

const safety = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  // Without one at home, a form would say that it comes from nowhere.
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
};

/** `GET /`: the page for who reads HTML, else a few lines of text. */
export async function sendPage(context: HttpContext, options: HttpOptions): Promise<Response> {
  const wantsHtml = /\btext\/html\b/i.test(context.req.header('accept') ?? '');
  const index = wantsHtml ? await findFile('index.html') : undefined;
  if (index) return sendFile(context, index, 'no-cache');
  return context.text(startText(assetOriginOf(context, options)), 200, { vary: 'accept' });
}

/** `GET /assets/{name}`: scripts, styles and drawings of the page. */
export async function sendPageAsset(context: HttpContext): Promise<Response> {
  const name = context.req.param('name') ?? '';
  const file = await findFile(`assets/${name}`);
  if (!file) {
    const hint = { en: 'Load the page again.', zh: '请重新加载页面。' };
    throw new AppError('not_found', { what: `/assets/${name}`, hint });
  }
  const isHashed = /-[\w-]{8}\.\w+$/.test(name);
  // Without leave a worker sees nothing beside its own folder; this one is for a single address.
  if (name === 'share-worker.js') context.header('service-worker-allowed', '../receive');
  return sendFile(context, file, isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function sendFile(context: HttpContext, file: PageFile, caching: string): Response {
  const headers = {
    ...safety,
    'cache-control': caching,
    etag: file.etag,
    vary: 'accept, accept-encoding',
  };
  if (context.req.header('if-none-match') === file.etag) return context.body(null, 304, headers);
  const zips = /\bgzip\b/.test(context.req.header('accept-encoding') ?? '');
  return context.body(zips ? file.gzipped : file.bytes, 200, {
    ...headers,
    'content-type': file.mediaType,
    ...(zips && { 'content-encoding': 'gzip' }),
  });
}

let files: Promise<ReadonlyMap<string, PageFile>> | undefined;

/** The page is small and never changes while we run, so it is read once and held. */
async function findFile(name: string): Promise<PageFile | undefined> {
  files ??= readFiles();
  return (await files).get(name);
}

async function readFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const folder = findFolder();
  if (!folder) return new Map();
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const entries = names
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, PageFile]> => {
      const path = join(entry.parentPath, entry.name);
      const name = relative(folder, path).replaceAll('\\', '/');
      return [name, describe(await readFile(path), name)];
    });
  return new Map(await Promise.all(entries));
}

function describe(content: Buffer, name: string): PageFile {
  const ending = name.split('.').at(-1) ?? '';
  const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
  return {
    bytes: Uint8Array.from(content),
    gzipped: Uint8Array.from(gzipSync(content, { level: 9 })),
    etag: `"${hash}"`,
    mediaType: mediaTypes[ending] ?? 'application/octet-stream',
  };
}

/** The built page: beside the running file, or beside the folder of its chunks. */
function findFolder(): string | undefined {
  return ['./web/', '../web/']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((folder) => existsSync(join(folder, 'index.html')));
}
