import { type Kysely, sql } from 'kysely';
import { AppError } from '../../core/errors.ts';
import { isGone as isProcessGone } from '../../core/process-id.ts';
import type { Template } from '../../core/template.ts';
import { isRunning } from '../../kit/is-running.ts';
import type { Database } from '../database.ts';
import type { OnProgress } from './export-archive.ts';
import { countRows, readRows } from './read-rows.ts';
import { anyTables, readSnapshot } from './snapshot.ts';
import { runtimeTables } from './table-plan.ts';
import { type AnyTables, describeTables, type TableShape } from './table-shape.ts';
import { noRows, type RowCounts, writeRows } from './write-rows.ts';

/** From where to where records are copied. */
export interface CopyOptions {
  source: Database;
  /** Where the source is, as messages may show it. */
  sourcePlace: string;
  /** Its tables are up to date. */
  target: Database;
  /** As messages may show it. */
  targetPlace: string;
  /** Adds what is missing to what is there already, in place of refusing. */
  merge: boolean;
  /** This process, among those that share the records. */
  processId: string;
  /** Milliseconds since 1970. */
  now: number;
  /** The version of Maliang. */
  maliang: string;
  signal: AbortSignal;
  onProgress: OnProgress;
}

/**
 * Copies all rows in one transaction, and counts them again before it is committed; the source is
 * only read. Undefined where it has no records. Throws `records_in_use`, `target_in_use` or
 * `export_newer`, and then the target is as it was.
 */
export function copyRecords(options: CopyOptions): Promise<RowCounts[] | undefined> {
  const { source, target } = options;
  return anyTables(target.kysely)
    .transaction()
    .execute(async (transaction) => {
      const before = await readVersion(source);
      const all = await readSnapshot(source, (snapshot) => copyAll(snapshot, transaction, options));
      if ((await readVersion(source)) !== before) {
        throw inUse({ en: 'Another process', zh: '另一个进程' }, options);
      }
      return all;
    });
}

async function copyAll(
  snapshot: Kysely<AnyTables>,
  transaction: Kysely<AnyTables>,
  options: CopyOptions,
): Promise<RowCounts[] | undefined> {
  const from = await describeTables(snapshot, options.source.dialect, runtimeTables);
  if (!from.some(({ name }) => name === 'generations')) return undefined;
  await refuseWorking(snapshot, options);
  const to = await describeTables(transaction, options.target.dialect, runtimeTables);
  refuseUnknown(from, to, options);
  if (!options.merge) await refuseFilled(transaction, to, options);
  const all: RowCounts[] = [];
  // In the order of the target, whose rows refer to others.
  for (const { name } of to) {
    const table = from.find((candidate) => candidate.name === name);
    if (table) all.push(await copyTable(snapshot, transaction, table, options));
  }
  return all;
}

/** Becomes another one where another process has written; SQLite alone can tell. */
async function readVersion({ kysely, dialect }: Database): Promise<number | undefined> {
  if (dialect !== 'sqlite') return undefined;
  const { rows } = await sql<{ data_version: number }>`pragma data_version`.execute(kysely);
  return rows[0]?.data_version;
}

async function copyTable(
  from: Kysely<AnyTables>,
  to: Kysely<AnyTables>,
  table: TableShape,
  { merge, signal, onProgress }: CopyOptions,
): Promise<RowCounts> {
  const counts = noRows(table.name);
  const total = await countRows(from, table, undefined);
  let done = 0;
  for await (const rows of readRows(from, table, undefined)) {
    signal.throwIfAborted();
    await writeRows(to, table, rows, counts);
    done += rows.length;
    onProgress(table.name, done, total);
  }
  const arrived = await countRows(to, table, undefined);
  if (merge ? arrived < counts.added + counts.same : arrived !== total || counts.added !== total) {
    const reason = `${table.name}: ${arrived} of ${total} rows arrived`;
    throw new AppError('internal', { reason });
  }
  return counts;
}

/** What a newer version keeps would be lost without a word. */
function refuseUnknown(
  from: readonly TableShape[],
  to: readonly TableShape[],
  { maliang }: CopyOptions,
): void {
  const newer = (what: string) => new AppError('export_newer', { version: `> ${maliang}`, what });
  for (const { name, columns } of from) {
    const table = to.find((candidate) => candidate.name === name);
    if (!table) throw newer(name);
    const known = new Set(table.columns.map((column) => column.name));
    const unknown = columns.find((column) => !known.has(column.name));
    if (unknown) throw newer(`${name}.${unknown.name}`);
  }
}

async function refuseFilled(
  kysely: Kysely<AnyTables>,
  tables: readonly TableShape[],
  { targetPlace }: CopyOptions,
): Promise<void> {
  const filled: string[] = [];
  for (const table of tables) {
    const count = await countRows(kysely, table, undefined);
    if (count > 0) filled.push(`${table.name}: ${count}`);
  }
  if (filled.length > 0) {
    throw new AppError('target_in_use', { place: targetPlace, tables: filled.join(', ') });
  }
}

/** Whoever holds a generation that has not ended, and is not known to be dead. */
async function refuseWorking(kysely: Kysely<AnyTables>, options: CopyOptions): Promise<void> {
  const { processId, now } = options;
  const { rows } = await sql<{ owner: string; until: number }>`
    select lease_owner as owner, max(lease_until) as until from generations
    where state in ('accepted', 'sent') and lease_owner is not null
    group by lease_owner`.execute(kysely);
  const working = rows.find(
    ({ owner, until }) => Number(until) > now && !isProcessGone(owner, processId, isRunning),
  );
  if (working) {
    const [host, pid] = working.owner.split(':');
    const process = { en: `Process ${pid} of ${host}`, zh: `${host} 的进程 ${pid}` };
    throw inUse(process, options);
  }
}

function inUse(process: Template, { sourcePlace }: CopyOptions): AppError {
  return new AppError('records_in_use', { process, place: sourcePlace });
}
