import type { Locale } from '../../core/template.ts';
import type { RowCounts } from '../../store/archive/write-rows.ts';
import { describeNext, describeRows } from './archive-texts.ts';

/** What `maliang migrate` works with. */
export interface MigrateTools {
  copy(): Promise<RowCounts[]>;
  /** Where the records are then, and the pictures, as people may see it. */
  place: string;
  pictures: string;
  json: boolean;
  locale: Locale;
}

/** `maliang migrate`: tells on stdout what was copied, and on stderr what to do next. */
export async function migrate(tools: MigrateTools): Promise<void> {
  const { place, pictures, json, locale } = tools;
  const tables = await tools.copy();
  const shown = json ? JSON.stringify({ tables }, null, 2) : describeRows(tables, locale);
  process.stdout.write(`${shown}\n`);
  process.stderr.write(`${describeNext(place, pictures, locale)}\n`);
}
