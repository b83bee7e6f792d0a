import type { Template } from '../core/template.ts';
import type { Format } from './formats.ts';

/** A row of the table: everything there is to know about one setting. */
export interface SettingRow<Value = unknown> {
  /** The name in the environment, in `.env` and in the config file. */
  env: string;
  /** Other names that mean the same, tried in order. */
  aliases?: readonly string[];
  /** The long option of the command line; made from the name where it is not given. */
  option?: string;
  format: Format<Value>;
  /** What it is when nobody sets it; absent means unset. */
  default?: Value;
  /** The default in words, where it depends on the machine. */
  defaultAbout?: string;
  /** Never shown, and may be given as `<NAME>_FILE`. */
  secret?: true;
  about: Template;
}

/** A row, and what it is called in code. */
export interface NamedRow extends SettingRow {
  name: string;
}

/** Ties a row's default to its format, so that a wrong default does not compile. */
export function setting<Value, const Row extends SettingRow<Value>>(
  row: Row & SettingRow<Value>,
): Row {
  return row;
}
