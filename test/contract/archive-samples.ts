import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openZip } from '../../src/kit/read-zip.ts';
import { streamZip } from '../../src/kit/zip-stream.ts';
import { type ExportOptions, exportArchive } from '../../src/store/archive/export-archive.ts';
import { type ImportOptions, importArchive } from '../../src/store/archive/import-archive.ts';
import { type Manifest, manifestName } from '../../src/store/archive/manifest.ts';
import { openPictureFolder, type PictureFolder } from '../../src/store/archive/picture-folder.ts';
import { readRows } from '../../src/store/archive/read-rows.ts';
import { anyTables } from '../../src/store/archive/snapshot.ts';
import { leftByExport, pictureTables, runtimeTables } from '../../src/store/archive/table-plan.ts';
import { type Cell, describeTables, type Row } from '../../src/store/archive/table-shape.ts';
import type { Database } from '../../src/store/database.ts';
import { bringUpToDate } from '../../src/store/sql-store.ts';
import { solidPng } from '../fakes/png.ts';

/** Records and pictures, as an installation has them. */
export interface Installation {
  database: Database;
  /** The same, as another process has it. */
  open(): Promise<Database>;
  folder: string;
  pictures: PictureFolder;
  /** Names and bytes of everything in the folder of pictures. */
  files(): Promise<Record<string, string>>;
  /** Every row of every table that an export takes. */
  rows(): Promise<Record<string, Row[]>>;
  change(table: string, id: string, columns: Row): Promise<void>;
  close(): Promise<void>;
}

/** A new database with nothing in it, which may be opened any number of times. */
export type CreateDatabase = (folder: string) => Promise<() => Promise<Database>>;

/** Makes an empty one over a database. */
export async function createInstallation(create: CreateDatabase): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'maliang-archive-'));
  const open = await create(folder);
  const database = await open();
  await bringUpToDate(database);
  const kysely = anyTables(database.kysely);
  return {
    database,
    open,
    folder,
    pictures: await openPictureFolder(folder),
    async files() {
      const names = await readdir(join(folder, 'assets'));
      const spools = await readdir(join(folder, 'spool'));
      if (spools.length > 0) throw new Error(`left behind: ${spools.join()}`);
      const read = async (name: string) => await readFile(join(folder, 'assets', name), 'base64');
      return Object.fromEntries(
        await Promise.all(names.sort().map(async (name) => [name, await read(name)])),
      );
    },
    async rows() {
      const all: Record<string, Row[]> = {};
      for (const table of await describeTables(kysely, database.dialect, leftByExport)) {
        const rows: Row[] = [];
        for await (const page of readRows(kysely, table, undefined)) rows.push(...page);
        all[table.name] = rows;
      }
      return all;
    },
    change: async (table, id, columns) =>
      void (await kysely.updateTable(table).set(columns).where('id', '=', id).execute()),
    async close() {
      await database.kysely.destroy();
      await rm(folder, { recursive: true });
    },
  };
}

const dayMs = 24 * 60 * 60 * 1000;
/** When the first sample was made; each of the others a day later. */
export const firstDay = Date.UTC(2026, 0, 1);

/**
 * Fills every column of every table there is, so that new ones are tried as well, and keeps the
 * pictures that the rows tell of.
 */
export async function fill(
  { database, folder }: Pick<Installation, 'database' | 'folder'>,
  count: number,
  prefix = 'a',
): Promise<void> {
  const kysely = anyTables(database.kysely);
  for (const table of await describeTables(kysely, database.dialect, runtimeTables)) {
    const rows: Row[] = [];
    for (let at = 0; at < count; at += 1) {
      const values = Object.fromEntries(
        table.columns.map(({ name, kind }): [string, Cell] => {
          const texts = `${prefix}-${table.name}-${name}-${String(at).padStart(4, '0')}`;
          if (kind === 'text') return [name, name === 'id' ? texts : `${texts} 狐🦊"\\\n`];
          return [name, kind === 'integer' ? 9_007_199_254_740_000 + at : at + 0.1];
        }),
      );
      rows.push({ ...values, ...(await special(table.name, values, at, prefix, folder)) });
    }
    for (let at = 0; at < rows.length; at += 50) {
      await kysely
        .insertInto(table.name)
        .values(rows.slice(at, at + 50))
        .execute();
    }
  }
}

async function special(table: string, values: Row, at: number, prefix: string, folder: string) {
  const idOf = (name: string) => `${prefix}-${name}-id-${String(at).padStart(4, '0')}`;
  const known: Row = {
    state: 'hosted',
    created_at: firstDay + at * dayMs,
    generation_id: idOf('generations'),
    key_id: idOf('keys'),
    deleted_at: null,
    expired_at: null,
    next_attempt_at: null,
  };
  const row = Object.fromEntries(Object.entries(known).filter(([name]) => name in values));
  if (!pictureTables.includes(table)) return row;
  const bytes = solidPng(8, 8, table.length * 65_536 + prefix.charCodeAt(0) * 256 + (at % 256));
  const name = `${prefix}${table}${at}.png`;
  await writeFile(join(folder, 'assets', name), bytes);
  return { ...row, name, media_type: 'image/png', size: bytes.length, sha256: hashOf(bytes) };
}

/** Hex SHA-256. */
export function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

const quiet = { signal: new AbortController().signal, onProgress: () => {} };

/** Exports into a file of this path. */
export function exportTo(
  path: string,
  { database, pictures }: Installation,
  changes: Partial<ExportOptions> = {},
): Promise<Manifest | undefined> {
  return exportArchive({
    ...quiet,
    database,
    assets: pictures,
    destination: createWriteStream(path),
    maliang: '1.2.3',
    since: undefined,
    withPictures: true,
    now: Date.UTC(2026, 10, 20),
    ...changes,
  });
}

/** Imports the file of this path. */
export function importFrom(
  path: string,
  { database, pictures: assets }: Installation,
  changes: Partial<ImportOptions> = {},
) {
  return importArchive({ ...quiet, database, assets, path, ...changes });
}

/** Writes an archive anew with other contents; its manifest is brought in line where that is wished. */
export async function forge(
  path: string,
  change: (files: Map<string, Buffer>) => void,
  fixes = false,
): Promise<void> {
  const files = new Map<string, Buffer>();
  const zip = await openZip(path);
  for (const name of zip.entries.keys()) {
    const pieces: Buffer[] = [];
    for await (const piece of zip.read(name)) pieces.push(piece);
    files.set(name, Buffer.concat(pieces));
  }
  await zip.close();
  change(files);
  if (fixes) fixManifest(files);
  const entries = [...files].map(([name, bytes]) => ({
    name,
    modifiedAt: new Date(),
    bytes: (async function* () {
      yield bytes;
    })(),
  }));
  await pipeline(streamZip(entries), createWriteStream(path));
}

function fixManifest(files: Map<string, Buffer>): void {
  const manifest: Manifest = JSON.parse(String(files.get(manifestName)));
  for (const part of manifest.tables) {
    const bytes = files.get(part.file) ?? Buffer.alloc(0);
    part.bytes = bytes.length;
    part.sha256 = hashOf(bytes);
    part.rows = String(bytes).split('\n').length - 1;
  }
  const names = [...files.keys()].filter((name) => name.startsWith('pictures/'));
  manifest.pictures.count = names.length;
  files.set(manifestName, Buffer.from(JSON.stringify(manifest)));
}
