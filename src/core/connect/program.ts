import type { Template } from '../template.ts';
import type { Connection, System } from './connection.ts';

/** A value that JSON has a form for. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** What a program is told of a server, in its own words. */
export type Entry = { [name: string]: Json };

/** A configuration file that holds servers by name. */
export interface ProgramFile {
  /** Where it is: `~` is the home of the user, `~/.config` on Linux is `$XDG_CONFIG_HOME` where that is set. */
  places: Readonly<Record<System, string>>;
  /** `jsonc` is edited in place, `toml` gets a table at its end, `yaml` is left to its user. */
  language: 'jsonc' | 'toml' | 'yaml';
  /** The names on the way to the servers. */
  path: readonly string[];
}

/** A question that a program asks its user itself, so that the answer stands in no file. */
export interface ProgramInput {
  type: 'promptString';
  id: string;
  description: string;
  password: true;
}

/** A program that speaks MCP with us: everything it takes to tell it where we are. */
export interface Program {
  id: string;
  name: string;
  /** Where what `text` gives goes, where that is no file; a file is named by its place. */
  where?: Template;
  file?: ProgramFile;
  /** What the text is written in. */
  language: 'json' | 'toml' | 'yaml' | 'sh';
  /** What its user pastes. */
  text(connection: Connection, system: System): string;
  /** The server under its name in the file; only for files of `jsonc`. */
  entry?(connection: Connection, system: System): Entry;
  /** What the program has to ask before it can start the server; beside the servers in the file. */
  inputs?(connection: Connection): ProgramInput[];
  /** Opens the program with everything filled in but keys. */
  link?(connection: Connection, system: System): string;
  /** The same by way of a web page, for places that show no other links. */
  webLink?(connection: Connection, system: System): string;
}
