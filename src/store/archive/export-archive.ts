import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Kysely } from 'kysely';
import type { AssetFolder } from '../../core/asset-folder.ts';
import { streamZip, type ZipEntry } from '../../kit/zip-stream.ts';
import type { Database } from '../database.ts';
import { hashBytes } from './hash-bytes.ts';
import { archiveVersion, type Manifest, manifestName, pictureFolder } from './manifest.ts';
import { countRows, readRows } from './read-rows.ts';
import { readSnapshot } from './snapshot.ts';
import { goneColumns, leftByExport, pictureTables } from './table-plan.ts';
import { type AnyTables, describeTables, type Row, type TableShape } from './table-shape.ts';

/** How far something is: of what, and how much of it is done. */
export type OnProgress = (part: string, done: number, total: number) => void;

/** What is to be exported, and where to. */
export interface ExportOptions {
  database: Database;
  assets: Pick<AssetFolder, 'open'>;
  destination: Writable;
  /** The version of Maliang. */
  maliang: string;
  /** Milliseconds since 1970: only what was made then or later. */
  since: number | undefined;
  withPictures: boolean;
  /** Milliseconds since 1970. */
  now: number;
  signal: AbortSignal;
  onProgress: OnProgress;
}

/**
 * Writes an archive of everything, as it is at one moment, and tells what is in it. Neither a table
 * nor a picture is ever held in memory. Undefined where there are no records, and then nothing was written.
 */
export async function exportArchive(options: ExportOptions): Promise<Manifest | undefined> {
  const { database, destination, since, withPictures, maliang, now, signal } = options;
  const manifest: Manifest = {
    format: 'maliang-export',
    version: archiveVersion,
    maliang,
    createdAt: new Date(now).toISOString(),
    since: since === undefined ? null : new Date(since).toISOString(),
    tables: [],
    pictures: { included: withPictures, count: 0, bytes: 0, missing: 0, damaged: [] },
  };
  return readSnapshot(database, async (snapshot) => {
    const tables = await describeTables(snapshot, database.dialect, leftByExport);
    if (!tables.some(({ name }) => name === 'generations')) return undefined;
    const entries = writeEntries(snapshot, tables, manifest, options);
    await pipeline(streamZip(entries), destination, { signal });
    return manifest;
  });
}

async function* writeEntries(
  snapshot: Kysely<AnyTables>,
  tables: readonly TableShape[],
  manifest: Manifest,
  options: ExportOptions,
): AsyncGenerator<ZipEntry> {
  const modifiedAt = new Date(options.now);
  for (const table of tables) yield writeTable(snapshot, table, manifest, options);
  for (const table of tables) {
    if (!options.withPictures || !pictureTables.includes(table.name)) continue;
    yield* writePictures(snapshot, table, manifest, options);
  }
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  yield { name: manifestName, modifiedAt, bytes: once(Buffer.from(text)) };
}

function writeTable(
  snapshot: Kysely<AnyTables>,
  table: TableShape,
  manifest: Manifest,
  { since, now, onProgress }: ExportOptions,
): ZipEntry {
  const file = `tables/${table.name}.ndjson`;
  const columns = table.columns.map(({ name }) => name);
  let written = 0;
  async function* lines() {
    const total = await countRows(snapshot, table, since);
    for await (const rows of readRows(snapshot, table, since)) {
      written += rows.length;
      onProgress(table.name, written, total);
      yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    }
  }
  const bytes = hashBytes(lines(), ({ size, sha256 }) => {
    manifest.tables.push({ name: table.name, file, columns, rows: written, bytes: size, sha256 });
  });
  return { name: file, modifiedAt: new Date(now), bytes };
}

async function* writePictures(
  snapshot: Kysely<AnyTables>,
  table: TableShape,
  manifest: Manifest,
  { assets, since, onProgress }: ExportOptions,
): AsyncGenerator<ZipEntry> {
  const { pictures } = manifest;
  const total = await countRows(snapshot, table, since);
  let seen = 0;
  for await (const rows of readRows(snapshot, table, since)) {
    for (const row of rows) {
      seen += 1;
      onProgress(`${pictureFolder}${table.name}`, seen, total);
      if (isGone(row)) continue;
      const name = String(row.name);
      const bytes = await openPicture(name, Number(row.size), assets);
      if (!bytes) {
        pictures.missing += 1;
        continue;
      }
      pictures.count += 1;
      const modifiedAt = new Date(Number(row.created_at));
      const passed = hashBytes(bytes, ({ size, sha256 }) => {
        pictures.bytes += size;
        if (sha256 !== row.sha256) pictures.damaged.push(name);
      });
      yield { name: `${pictureFolder}${name}`, modifiedAt, bytes: passed };
    }
  }
}

/** Whether its file is meant to be gone. */
export function isGone(row: Row): boolean {
  return goneColumns.some((name) => (row[name] ?? null) !== null);
}

/** Undefined where it is not there whole: deleted meanwhile, or kept by another machine. */
async function openPicture(
  name: string,
  size: number,
  assets: ExportOptions['assets'],
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const found = await assets.open(name);
  if (!found || found.size !== size) return undefined;
  // Opened before the ZIP tells of it: from then on it may be deleted, and is read all the same.
  const pieces = found.bytes()[Symbol.asyncIterator]();
  try {
    const first = await pieces.next();
    return first.done === true ? once() : startingWith(first.value, pieces);
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    await rest.return?.();
  }
}

async function* once(...pieces: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
