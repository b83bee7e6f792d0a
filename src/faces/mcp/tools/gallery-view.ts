import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { CallToolResult } from '@modelcontextprotocol/server';
import { missingFile } from '../../../core/errors/missing-file.ts';
import { AppError } from '../../../core/errors.ts';
import type { Asset } from '../../../core/image.ts';
import { isGone } from '../../../core/library/shelf.ts';
import { readFlag, readInteger, readText } from '../../../core/request.ts';
import { previewsOf } from '../live-previews.ts';
import type { McpOptions } from '../options.ts';
import { findOwnAsset } from '../own-asset.ts';
import { object } from '../schema.ts';
import { scalePreview, showPictures } from '../show-pictures.ts';
import type { Tool, ToolCall } from '../tool.ts';

/** Of one answer: as base64 at most 700 KB, and divisible by three, so that parts can be joined. */
const largestPart = 525_000;
/** Jobs that may paint the same side by side. */
const maxJobs = 6;

/** `gallery_view`: pixels, progress and favourites for the inline view; no model is to call it. */
export function galleryView(options: McpOptions): Tool {
  return {
    name: 'gallery_view',
    title: { en: 'Gallery pixels', zh: '图库像素' }[options.locale],
    description: 'For the inline gallery only.',
    input: object({ id: {}, prompt: {}, at: {}, length: {}, after: {}, favourite: {} }),
    forView: true,
    annotations: {
      readOnlyHint: false,
      destructiveHint: false,
      idempotentHint: true,
      openWorldHint: false,
    },
    async run(input, call) {
      const prompt = readText('prompt', input.prompt);
      if (prompt !== undefined) return findJobs(prompt, call);
      const id = readText('id', input.id) ?? '';
      if (id.startsWith('gen_')) {
        return showJob(id, readInteger('after', input.after, 0, 1_000_000) ?? 0, call);
      }
      const favourite = readFlag('favourite', input.favourite);
      if (favourite !== undefined) return favour(id, favourite, call);
      const found = await findOwnAsset(id, call.options.app.store, call.caller);
      if (!found) throw notFound(id);
      const { asset } = found;
      if (isGone(asset)) throw missingFile(asset, id);
      const at = readInteger('at', input.at, 0, asset.size);
      if (at === undefined) return showPreview(asset, call);
      const length = readInteger('length', input.length, 1, largestPart) ?? largestPart;
      return showPart(asset, { start: at, end: at + length }, call);
    },
  };
}

/** The caller's jobs under way for a prompt, the oldest first: while a call runs its view knows no id. */
async function findJobs(prompt: string, { options, caller }: ToolCall): Promise<CallToolResult> {
  const newest = await options.app.store.listGenerations(caller.id, maxJobs * 2);
  const running = newest.filter(({ endedAt }) => endedAt === undefined);
  const jobs = running.filter((generation) => generation.prompt === prompt).slice(0, maxJobs);
  return asData({ jobs: jobs.map(({ id }) => id).reverse() });
}

/** What can be seen of a job's pictures, as far as that is newer than what was seen of them. */
async function showJob(id: string, after: number, call: ToolCall): Promise<CallToolResult> {
  const { app } = call.options;
  const { generation, job } = await app.history.find(id, call.caller);
  if (generation.owner !== call.caller.id) throw notFound(id);
  const status = generation.endedAt === undefined ? 'running' : 'done';
  const previews = job && status === 'running' ? await previewsOf(job, app.assets) : new Map();
  const content: CallToolResult['content'] = [];
  const indexes: number[] = [];
  let seen = after;
  for (const [index, { count, read }] of previews) {
    const bytes = count > after ? await read() : undefined;
    const small = bytes && (await scalePreview(bytes));
    if (!small) continue;
    const data = small.bytes.toString('base64');
    content.push({ type: 'image', data, mimeType: small.mediaType });
    indexes.push(index);
    seen = Math.max(seen, count);
  }
  return { ...asData({ status, seen, previews: indexes }), content };
}

async function showPreview(asset: Asset, call: ToolCall): Promise<CallToolResult> {
  const { blocks, notes } = await showPictures([asset], { ...call, show: 'preview' });
  const content = [...blocks, ...notes.map((text) => ({ type: 'text' as const, text }))];
  return { ...asData({ favourite: asset.favouriteAt !== undefined }), content };
}

async function showPart(
  { id, name, mediaType, expiredAt }: Asset,
  range: { start: number; end: number },
  { options: { app } }: ToolCall,
): Promise<CallToolResult> {
  const file = await app.assets.open(name);
  if (!file) throw missingFile({ name, expiredAt }, id);
  const end = Math.min(range.end, file.size);
  const bytes = await buffer(Readable.from(file.bytes({ start: range.start, end })));
  const resource = { uri: `image://${id}`, mimeType: mediaType, blob: bytes.toString('base64') };
  return { ...asData({ size: file.size }), content: [{ type: 'resource', resource }] };
}

async function favour(id: string, favourite: boolean, { options, caller }: ToolCall) {
  const asset = await options.app.history.favour(id, favourite, caller);
  return asData({ favourite: asset.favouriteAt !== undefined });
}

function asData(structuredContent: Record<string, unknown>): CallToolResult {
  return { content: [], structuredContent };
}

function notFound(id: string): AppError {
  const hint = { en: 'Send an id that a tool answered with.', zh: '请发送工具返回的 id。' };
  return new AppError('not_found', { what: JSON.stringify(id), hint });
}
