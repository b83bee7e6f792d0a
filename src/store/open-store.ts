import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import type { Database } from './database.ts';
import { createMemoryStore } from './memory/memory-store.ts';
import { createSqlStore, type StoreOptions } from './sql-store.ts';
import { openSqlite } from './sqlite.ts';

/** Where records are kept; in memory where neither is named. */
export interface StorePlace {
  /** A folder, made where it is missing, for `maliang.db`. */
  directory?: string | undefined;
  /** The address of a PostgreSQL database; goes before the folder. */
  databaseUrl?: string | undefined;
}

/**
 * Opens the records. Rejects with `folder_not_writable` or `store_unreadable`, or where they are in
 * PostgreSQL with `store_unreachable` or `store_unusable`.
 */
export async function openStore(options: StoreOptions & StorePlace): Promise<Store> {
  const database = await openDatabase(options);
  return database ? createSqlStore(database, { onCommit: options.onCommit }) : createMemoryStore();
}

/** Opens the database as it is, or an empty one; undefined where no place is named. */
export async function openDatabase(place: StorePlace): Promise<Database | undefined> {
  const { directory, databaseUrl } = place;
  if (databaseUrl !== undefined) {
    const { openPostgres } = await import('./postgres.ts');
    return openPostgres(databaseUrl);
  }
  if (directory === undefined) return undefined;
  const file = databaseFile(directory);
  try {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    await touchPrivately(file);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new AppError('folder_not_writable', { folder: directory, reason }, { cause: error });
  }
  return openSqlite(file);
}

/** Where the records of a folder are. */
export function databaseFile(directory: string): string {
  return join(directory, 'maliang.db');
}

/** SQLite would make the file readable for everybody; its -wal and -shm files copy the mode. */
async function touchPrivately(file: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  await handle.close();
}
