import {
  type Compilable,
  type CompiledQuery,
  type Insertable,
  type Kysely,
  type RawBuilder,
  sql,
} from 'kysely';
import type { Tables } from './schema.ts';

const slotName = Symbol('slotName');

interface Slot<Name> {
  [slotName]: Name;
}

/** Leaves a place open in a query: `slot('id')` is filled in with `values.id` on each run. */
export type OpenSlot<Values> = <Name extends keyof Values & string>(
  name: Name,
) => RawBuilder<Values[Name]>;

/** Builds and compiles a query once; the result only fills its slots in. */
export function prepareQuery<Values extends object, Row>(
  build: (slot: OpenSlot<Values>) => Compilable<Row>,
): (values: Values) => CompiledQuery<Row> {
  const compiled = build((name) => sql`${{ [slotName]: name } satisfies Slot<string>}`).compile();
  return (values) => ({
    ...compiled,
    parameters: compiled.parameters.map((parameter) =>
      isSlot<keyof Values>(parameter) ? values[parameter[slotName]] : parameter,
    ),
  });
}

/** Compiles an insert once, for rows that all name the same columns. */
export function prepareInsert<Table extends keyof Tables>(
  kysely: Kysely<Tables>,
  table: Table,
): (row: Insertable<Tables[Table]>) => CompiledQuery {
  let first: { compiled: CompiledQuery; columns: (keyof Insertable<Tables[Table]>)[] } | undefined;
  return (row) => {
    first ??= {
      compiled: kysely.insertInto(table).values(row).compile(),
      columns: Object.keys(row) as (keyof Insertable<Tables[Table]>)[],
    };
    return { ...first.compiled, parameters: first.columns.map((column) => row[column]) };
  };
}

function isSlot<Name>(parameter: unknown): parameter is Slot<Name> {
  return typeof parameter === 'object' && parameter !== null && slotName in parameter;
}
