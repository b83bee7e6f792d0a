import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';

/** A value of a row, the same in every dialect. */
export type Cell = string | number | null;

/** A row of any table, by column. */
export type Row = Record<string, Cell>;

/** Any tables there are, for work that goes over all of them. */
export type AnyTables = Record<string, Row>;

/** A column, as far as moving its values goes. */
export interface ColumnShape {
  name: string;
  kind: 'text' | 'integer' | 'real';
  nullable: boolean;
}

/** A table, read from the database itself, so that new columns and tables come along. */
export interface TableShape {
  name: string;
  columns: readonly ColumnShape[];
  /** The columns of its primary key, in their order. */
  key: readonly string[];
}

interface ColumnRow {
  table: string;
  name: string;
  type: string;
  /** 0 or 1. */
  required: number;
  /** Within the primary key, from 1; 0 outside. */
  place: number;
}

interface ParentRow {
  table: string;
  parent: string;
}

/** Describes every table and column but the named ones; tables that others refer to stand before them. */
export async function describeTables(
  kysely: Kysely<AnyTables>,
  dialect: Database['dialect'],
  without: ReadonlySet<string>,
): Promise<TableShape[]> {
  const { rows: all } = await columnsOf[dialect].execute(kysely);
  const columns = all.filter(({ table, name }) => !without.has(`${table}.${name}`));
  const { rows: parents } = await parentsOf[dialect].execute(kysely);
  const names = new Set(columns.map(({ table }) => table).filter((name) => !without.has(name)));
  return parentsFirst([...names].sort(), parents).map((name) =>
    describe(
      name,
      columns.filter(({ table }) => table === name),
    ),
  );
}

const columnsOf = {
  sqlite: sql<ColumnRow>`
    select t.name as "table", c.name as name, c.type as type, c."notnull" as required, c.pk as place
    from sqlite_master as t, pragma_table_info(t.name) as c
    where t.type = 'table' and t.name not like 'sqlite~_%' escape '~'
    order by t.name, c.cid`,
  postgres: sql<ColumnRow>`
    select t.relname as "table", c.attname as name, format_type(c.atttypid, c.atttypmod) as type,
      c.attnotnull as required, coalesce(array_position(k.indkey::int2[], c.attnum) + 1, 0) as place
    from pg_class as t
    join pg_attribute as c on c.attrelid = t.oid and c.attnum > 0 and not c.attisdropped
    left join pg_index as k on k.indrelid = t.oid and k.indisprimary
    where t.relkind = 'r' and t.relnamespace = current_schema()::regnamespace
    order by t.relname, c.attnum`,
};

const parentsOf = {
  sqlite: sql<ParentRow>`
    select t.name as "table", f."table" as parent
    from sqlite_master as t, pragma_foreign_key_list(t.name) as f
    where t.type = 'table'`,
  postgres: sql<ParentRow>`
    select t.relname as "table", p.relname as parent
    from pg_constraint as f
    join pg_class as t on t.oid = f.conrelid
    join pg_class as p on p.oid = f.confrelid
    where f.contype = 'f' and t.relnamespace = current_schema()::regnamespace`,
};

function describe(name: string, columns: readonly ColumnRow[]): TableShape {
  const inKey = columns.filter(({ place }) => place > 0);
  return {
    name,
    columns: columns.map((column) => ({
      name: column.name,
      kind: kindOf(`${name}.${column.name}`, column.type),
      nullable: column.required === 0 && column.place === 0,
    })),
    key: inKey.toSorted((a, b) => a.place - b.place).map((column) => column.name),
  };
}

/** Our migrations know three types; each dialect writes them in its own way. */
function kindOf(column: string, type: string): ColumnShape['kind'] {
  if (/^(?:text|character varying)/i.test(type)) return 'text';
  if (/^(?:bigint|integer)/i.test(type)) return 'integer';
  if (/^double precision/i.test(type)) return 'real';
  throw new TypeError(`${column} is a ${type}, which is not the same in every dialect.`);
}

function parentsFirst(names: readonly string[], parents: readonly ParentRow[]): string[] {
  const sorted = new Set<string>();
  const seen = new Set<string>();
  const add = (name: string) => {
    if (seen.has(name) || !names.includes(name)) return;
    seen.add(name);
    for (const { table, parent } of parents) if (table === name) add(parent);
    sorted.add(name);
  };
  for (const name of names) add(name);
  return [...sorted];
}
