import type { Kysely } from 'kysely';
import { keyOf } from './read-rows.ts';
import type { AnyTables, Row, TableShape } from './table-shape.ts';

/** What became of the rows of one table. */
export interface RowCounts {
  table: string;
  added: number;
  /** There already, the same in every column. */
  same: number;
  /** There already with something else in it, which stays as it is. */
  different: number;
  /** The first few of those, by their keys. */
  examples: string[];
}

const maxExamples = 5;

/** Counts of nothing yet. */
export function noRows(table: string): RowCounts {
  return { table, added: 0, same: 0, different: 0, examples: [] };
}

/**
 * Adds rows that have the same columns, to be called in a transaction: what is there already stays
 * as it is, and is only counted.
 */
export async function writeRows(
  kysely: Kysely<AnyTables>,
  table: TableShape,
  rows: readonly Row[],
  counts: RowCounts,
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const there = await findRows(kysely, table, rows, Object.keys(first));
  const fresh = rows.filter((row) => !there.has(nameOf(table, row)));
  const refused = await addRows(kysely, table, fresh);
  counts.added += fresh.length - refused.length;
  for (const row of rows) {
    const name = nameOf(table, row);
    const other = there.get(name);
    if (other && isSame(row, other)) counts.same += 1;
    else if (other || refused.includes(row)) {
      counts.different += 1;
      if (counts.examples.length < maxExamples) counts.examples.push(name);
    }
  }
}

/** Gives those that could not be added because of what another row holds alone. */
async function addRows(
  kysely: Kysely<AnyTables>,
  table: TableShape,
  rows: readonly Row[],
): Promise<Row[]> {
  if (rows.length === 0) return [];
  if ((await insert(kysely, table, rows)) === rows.length) return [];
  const there = await findRows(kysely, table, rows, table.key);
  const left = rows.filter((row) => !there.has(nameOf(table, row)));
  const refused: Row[] = [];
  for (const row of left) {
    // Two installations were sent the same key for different wishes; what was made of them counts.
    const freed = 'idempotency_key' in row ? { ...row, idempotency_key: null } : row;
    if ((await insert(kysely, table, [freed])) === 0) refused.push(row);
  }
  return refused;
}

async function insert(
  kysely: Kysely<AnyTables>,
  table: TableShape,
  rows: readonly Row[],
): Promise<number> {
  const result = await kysely
    .insertInto(table.name)
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows ?? 0);
}

async function findRows(
  kysely: Kysely<AnyTables>,
  table: TableShape,
  rows: readonly Row[],
  columns: readonly string[],
): Promise<Map<string, Row>> {
  if (rows.length === 0) return new Map();
  const found = await kysely
    .selectFrom(table.name)
    .select([...new Set([...table.key, ...columns])])
    .where((where) =>
      where.or(
        rows.map((row) => where.and(table.key.map((name) => where(name, '=', row[name] ?? null)))),
      ),
    )
    .execute();
  return new Map(found.map((row) => [nameOf(table, row), row]));
}

function nameOf(table: TableShape, row: Row): string {
  return keyOf(table, row).join(' ');
}

function isSame(row: Row, other: Row): boolean {
  return Object.entries(row).every(([name, value]) => {
    const there = other[name] ?? null;
    // PostgreSQL has no place for NUL in a text.
    const text = typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : value;
    return there === value || there === text;
  });
}
