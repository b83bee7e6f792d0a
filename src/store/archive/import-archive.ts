import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { closeUnfinished } from './close-unfinished.ts';
import { isGone } from './export-archive.ts';
import type { Manifest } from './manifest.ts';
import { type OpenArchive, openArchive } from './open-archive.ts';
import { readPart } from './read-part.ts';
import { explainZip } from './refuse-archive.ts';
import { anyTables } from './snapshot.ts';
import { pictureTables, runtimeTables } from './table-plan.ts';
import { type AnyTables, describeTables, type Row } from './table-shape.ts';
import { type TakenPictures, type TakeOptions, takePictures } from './take-pictures.ts';
import { noRows, type RowCounts, writeRows } from './write-rows.ts';

/** What is to be imported, and where to. */
export interface ImportOptions extends TakeOptions {
  /** Its tables are up to date. */
  database: Database;
  /** Of the archive. */
  path: string;
}

/** What an import has done. */
export interface ImportReport {
  manifest: Pick<Manifest, 'maliang' | 'createdAt' | 'since'>;
  tables: RowCounts[];
  pictures: Omit<TakenPictures, 'placed'> & {
    /** Not in the archive, though their records are. */
    missing: number;
  };
}

/**
 * Brings everything of an archive in that is not there yet; the same once more changes nothing.
 * Throws `export_unusable` or `export_newer`, and then nothing of it is left here.
 */
export async function importArchive(options: ImportOptions): Promise<ImportReport> {
  const { database, path, assets } = options;
  const kysely = anyTables(database.kysely);
  const tables = await describeTables(kysely, database.dialect, runtimeTables);
  const taken: TakenPictures = { added: 0, same: 0, damaged: 0, placed: [] };
  let archive: OpenArchive | undefined;
  try {
    archive = await openArchive(path, tables);
    await checkParts(archive);
    // Before the rows: what a row tells of is there, and nobody else waits meanwhile.
    await takePictures(archive, taken, options);
    const counts = await writeParts(archive, kysely, options);
    await removeUnused(taken, kysely, options);
    const { placed, ...pictures } = taken;
    const { maliang, createdAt, since } = archive.manifest;
    return {
      manifest: { maliang, createdAt, since },
      tables: counts,
      pictures: { ...pictures, missing: archive.manifest.pictures.missing },
    };
  } catch (thrown) {
    for (const name of taken.placed) await assets.remove(name);
    throw explainZip(thrown);
  } finally {
    await archive?.zip.close();
  }
}

/** All of it is read once, before anything is done with it. */
async function checkParts({ zip, parts }: OpenArchive): Promise<void> {
  for (const { part, table } of parts) for await (const _ of readPart(zip, part, table));
}

function writeParts(
  { zip, parts, manifest }: OpenArchive,
  kysely: Kysely<AnyTables>,
  { signal, onProgress }: ImportOptions,
): Promise<RowCounts[]> {
  const madeAt = Date.parse(manifest.createdAt);
  return kysely.transaction().execute(async (transaction) => {
    const all: RowCounts[] = [];
    for (const { part, table } of parts) {
      const counts = noRows(table.name);
      all.push(counts);
      let done = 0;
      for await (const rows of readPart(zip, part, table)) {
        signal.throwIfAborted();
        const closed = rows.map((row) => closeUnfinished(table.name, row, madeAt));
        await writeRows(transaction, table, closed, counts);
        done += rows.length;
        onProgress(table.name, done, part.rows);
      }
    }
    return all;
  });
}

/** Where the records here are other ones, as of a picture that was deleted here, its file goes again. */
async function removeUnused(
  taken: TakenPictures,
  kysely: Kysely<AnyTables>,
  { assets }: ImportOptions,
): Promise<void> {
  for (const name of taken.placed) {
    const rows: Row[] = [];
    for (const table of pictureTables) {
      rows.push(...(await kysely.selectFrom(table).selectAll().where('name', '=', name).execute()));
    }
    if (rows.some((row) => !isGone(row))) continue;
    await assets.remove(name);
    taken.added -= 1;
  }
}
