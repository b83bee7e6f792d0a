import { access, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { databaseAddress } from '../config/formats.ts';
import { AppError } from '../core/errors.ts';
import { createProcessId } from '../core/process-id.ts';
import { readSince } from '../faces/cli/archive-options.ts';
import { exportAll } from '../faces/cli/export.ts';
import { importAll } from '../faces/cli/import.ts';
import { migrate } from '../faces/cli/migrate.ts';
import { createProgress } from '../faces/cli/progress.ts';
import { copyRecords } from '../store/archive/copy-records.ts';
import { exportArchive, type OnProgress } from '../store/archive/export-archive.ts';
import { importArchive } from '../store/archive/import-archive.ts';
import {
  explainDisk,
  openPictureFolder,
  type PictureFolder,
} from '../store/archive/picture-folder.ts';
import type { Database } from '../store/database.ts';
import { databaseFile, openDatabase, type StorePlace } from '../store/open-store.ts';
import { bringUpToDate } from '../store/sql-store.ts';
import type { Launch } from './launch.ts';

const commands = { export: runExport, import: runImport, migrate: runMigrate };

/** What each of these commands is given beside its launch. */
interface Watch {
  /** Aborts on Ctrl+C. */
  signal: AbortSignal;
  onProgress: OnProgress;
}

/** `maliang export`, `import` and `migrate`: to the end, or until somebody stops it. */
export async function runArchive(name: keyof typeof commands, launch: Launch): Promise<void> {
  const abort = new AbortController();
  const stop = () => abort.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const progress = createProgress(process.stderr, !launch.environment.NO_COLOR);
  const onProgress: OnProgress = (part, done, total) =>
    progress.show(total === 0 ? 1 : done / total, `${part} ${done}/${total}`);
  try {
    await commands[name](launch, { signal: abort.signal, onProgress });
  } catch (thrown) {
    if (abort.signal.aborted) throw new AppError('stopped', {}, { cause: thrown });
    throw explainDisk(thrown, launch.dataDir);
  } finally {
    progress.clear();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function runExport(launch: Launch, watch: Watch): Promise<void> {
  const { options, archiveOptions } = launch.line;
  const since = readSince(archiveOptions.since);
  await withDatabase(await openThere(launch), async (database) => {
    const now = Date.now();
    const assets = await openPictureFolder(launch.dataDir);
    await exportAll({
      write: async (destination) =>
        (await exportArchive({
          ...watch,
          database,
          assets,
          destination,
          maliang: launch.version,
          since,
          withPictures: archiveOptions['no-images'] !== true,
          now,
        })) ?? refuseEmpty(placeOf(launch)),
      out: options.out,
      force: archiveOptions.force === true,
      json: options.json === true,
      locale: launch.locale,
      now,
    });
  });
}

async function runImport(launch: Launch, watch: Watch): Promise<void> {
  const { words, options } = launch.line;
  await importAll(words, {
    read: async (file) => {
      const assets = await openPictureFolder(launch.dataDir);
      return withFile(file, assets, async (path) =>
        withDatabase(await openFresh(recordsOf(launch)), (database) =>
          importArchive({ ...watch, database, assets, path }),
        ),
      );
    },
    json: options.json === true,
    locale: launch.locale,
  });
}

async function runMigrate(launch: Launch, watch: Watch): Promise<void> {
  const { line, dataDir, version } = launch;
  const databaseUrl = targetOf(launch);
  const { readAddress } = await import('../store/postgres.ts');
  const { place } = readAddress(databaseUrl);
  await withDatabase(await openFile(dataDir), async (source) =>
    withDatabase(await openFresh({ databaseUrl }), (target) =>
      migrate({
        copy: async () =>
          (await copyRecords({
            ...watch,
            source,
            sourcePlace: databaseFile(dataDir),
            target,
            targetPlace: place,
            merge: line.archiveOptions.merge === true,
            processId: createProcessId(hostname(), process.pid),
            now: Date.now(),
            maliang: version,
          })) ?? refuseEmpty(databaseFile(dataDir)),
        place,
        pictures: join(dataDir, 'assets'),
        json: line.options.json === true,
        locale: launch.locale,
      }),
    ),
  );
}

function targetOf({ line, settings }: Launch): string {
  const { to } = line.archiveOptions;
  const databaseUrl = to === undefined ? settings.databaseUrl : databaseAddress.parse(String(to));
  if (databaseUrl !== undefined) return databaseUrl;
  const { expected } = databaseAddress;
  // What was given may hold a password.
  if (to !== undefined) {
    const got = { en: 'something else', zh: '其他内容' };
    throw new AppError('invalid_value', { param: '--to', expected, got });
  }
  throw new AppError('missing_parameter', {
    param: '--to',
    expected: {
      en: 'Name the database: maliang migrate --to postgres://user:password@host:5432/database.',
      zh: '请指定数据库：maliang migrate --to postgres://user:password@host:5432/database。',
    },
  });
}

function recordsOf({ settings: { databaseUrl }, dataDir }: Launch): StorePlace {
  return databaseUrl === undefined ? { directory: dataDir } : { databaseUrl };
}

function placeOf({ settings: { databaseUrl }, dataDir }: Launch): string {
  return databaseUrl === undefined ? databaseFile(dataDir) : 'DATABASE_URL';
}

/** The records as they are: one that only reads changes no tables. */
function openThere(launch: Launch): Promise<Database> {
  const { databaseUrl } = launch.settings;
  return databaseUrl === undefined ? openFile(launch.dataDir) : open({ databaseUrl });
}

async function openFile(directory: string): Promise<Database> {
  const file = databaseFile(directory);
  // SQLite would make an empty one.
  await access(file).catch(() => refuseEmpty(file));
  return open({ directory });
}

/** The records with their tables up to date, made where there are none. */
async function openFresh(place: StorePlace): Promise<Database> {
  const database = await open(place);
  await bringUpToDate(database);
  return database;
}

async function open(place: StorePlace): Promise<Database> {
  return (await openDatabase(place)) ?? refuseEmpty('');
}

function refuseEmpty(place: string): never {
  throw new AppError('no_records', { place });
}

async function withDatabase<Result>(
  database: Database,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(database);
  } finally {
    await database.signals.close();
    await database.kysely.destroy();
  }
}

const nameOne = {
  en: 'Name a file that `maliang export` wrote.',
  zh: '请指定 `maliang export` 写出的文件。',
};

/** An archive is read from its end, so what comes on stdin is put into a file first. */
async function withFile<Result>(
  file: string,
  assets: PictureFolder,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  if (file !== '-') {
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) throw new AppError('not_found', { what: file, hint: nameOne });
    return work(file);
  }
  const spool = await assets.begin();
  try {
    for await (const piece of process.stdin) await spool.write(piece);
    await spool.end();
    return await work(spool.path ?? '');
  } finally {
    await spool.discard();
  }
}
