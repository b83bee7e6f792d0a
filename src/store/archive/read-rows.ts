import { type Expression, type Kysely, type RawBuilder, type SqlBool, sql } from 'kysely';
import { datedTables } from './table-plan.ts';
import type { AnyTables, Cell, Row, TableShape } from './table-shape.ts';

// A prompt may be long; this bounds what is held at once.
const rowsAtOnce = 100;

/** All rows of a table in the order of its key, by the page; `since` narrows them. */
export async function* readRows(
  kysely: Kysely<AnyTables>,
  table: TableShape,
  since: number | undefined,
): AsyncGenerator<Row[]> {
  const key = sql.join(table.key.map((name) => sql.ref(name)));
  const conditions = narrow(table, since);
  let last: Cell[] | undefined;
  for (;;) {
    const behind = last && sql<SqlBool>`(${key}) > (${sql.join(last)})`;
    const where = [...conditions, ...(behind ? [behind] : [])];
    const { rows } = await sql<Row>`
      select ${sql.join(table.columns.map(({ name }) => sql.ref(name)))}
      from ${sql.table(table.name)} ${whereAll(where)}
      order by ${key} limit ${sql.lit(rowsAtOnce)}`.execute(kysely);
    if (rows.length > 0) yield rows;
    if (rows.length < rowsAtOnce) return;
    last = keyOf(table, rows.at(-1) ?? {});
  }
}

/** How many rows `readRows` gives. */
export async function countRows(
  kysely: Kysely<AnyTables>,
  table: TableShape,
  since: number | undefined,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from ${sql.table(table.name)} ${whereAll(narrow(table, since))}`.execute(kysely);
  return Number(rows[0]?.count ?? 0);
}

/** What a row is known by. */
export function keyOf(table: TableShape, row: Row): Cell[] {
  return table.key.map((name) => row[name] ?? null);
}

/** Of generations those begun since then, of what belongs to one the same; what has no date, whole. */
function narrow(table: TableShape, since: number | undefined): Expression<SqlBool>[] {
  if (since === undefined) return [];
  const recent = sql<SqlBool>`${sql.ref('created_at')} >= ${since}`;
  if (datedTables.includes(table.name)) return [recent];
  if (!table.columns.some(({ name }) => name === 'generation_id')) return [];
  const ofRecent = sql<SqlBool>`generation_id in (select id from generations where ${recent})`;
  const isDated = table.columns.some(({ name }) => name === 'created_at');
  return [
    isDated ? sql<SqlBool>`(${ofRecent} or (generation_id is null and ${recent}))` : ofRecent,
  ];
}

function whereAll(conditions: readonly Expression<SqlBool>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`` : sql`where ${sql.join(conditions, sql` and `)}`;
}
