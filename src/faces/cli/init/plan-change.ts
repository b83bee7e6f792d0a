import { type Connection, type System, serverName } from '../../../core/connect/connection.ts';
import { isOlderServer, isOurs } from '../../../core/connect/known-servers.ts';
import type { Entry, Program, ProgramFile } from '../../../core/connect/program.ts';
import { editJsonc, type JsoncChange, readJsonc } from '../../../kit/edit-jsonc.ts';
import { editTomlTable } from './edit-toml-table.ts';

/** What is to be done to a file. */
export interface PlannedChange {
  /** `same`: nothing. `replace`: an older server becomes ours. `by-hand`: we do not write such files. */
  kind: 'add' | 'update' | 'replace' | 'same' | 'by-hand';
  /** The server's name in the file, or the names. */
  names: readonly string[];
  /** The whole text of the file afterwards. */
  after: string;
}

/** What it takes to tell a program of us. */
export interface Wish {
  connection: Connection;
  system: System;
}

/**
 * Plans the smallest change to a program's file. A server of ours keeps its name and its `env`; so
 * does an older one, of which only `command` and `args` change. Throws JsoncError where the file is broken.
 */
export function planChange(program: Program, before: string, wish: Wish): PlannedChange {
  const { file, entry } = program;
  if (file?.language === 'toml') return planToml(program, before, wish);
  if (file?.language !== 'jsonc' || !entry) {
    return { kind: 'by-hand', names: [serverName], after: before };
  }
  const wanted = entry(wish.connection, wish.system);
  const servers = serversOf(readJsonc(before), file);
  const ours = Object.keys(servers).find((name) => isOurs(name, servers[name], wish.connection));
  const older =
    ours === undefined && wish.connection.kind === 'stdio'
      ? Object.keys(servers).filter((name) => isOlderServer(servers[name]))
      : [];
  const finish = (kind: PlannedChange['kind'], names: string[], changes: JsoncChange[]) => {
    const after = editJsonc(before, changes);
    return { kind: after === before ? ('same' as const) : kind, names, after };
  };
  if (older.length > 0) {
    const { command = '', args = [] } = wanted;
    const start = { command, args };
    const changes = older.flatMap((name) => fieldChanges(file, name, start, servers[name]));
    return finish('replace', older, changes);
  }
  const inputs = inputChanges(program, before, wish.connection);
  if (ours !== undefined) {
    const changes = fieldChanges(file, ours, wanted, servers[ours]);
    return finish('update', [ours], [...changes, ...inputs]);
  }
  const added = { path: [...file.path, serverName], value: wanted };
  return finish('add', [serverName], [added, ...inputs]);
}

/** Field by field, and only what differs, so that comments between them survive. */
function fieldChanges(file: ProgramFile, name: string, wanted: Entry, found: unknown) {
  const path = [...file.path, name];
  const current = isRecord(found) ? found : {};
  const isOtherKind = Object.hasOwn(current, 'command') !== Object.hasOwn(wanted, 'command');
  if (isOtherKind) return [{ path, value: wanted }];
  return Object.entries(wanted)
    .filter(([field, value]) => JSON.stringify(current[field]) !== JSON.stringify(value))
    .map(([field, value]) => ({ path: [...path, field], value }));
}

function inputChanges(program: Program, before: string, connection: Connection): JsoncChange[] {
  const found = readJsonc(before);
  const current = isRecord(found) ? found.inputs : undefined;
  const known = Array.isArray(current) ? current : [];
  const fresh = (program.inputs?.(connection) ?? []).filter(
    ({ id }) => !known.some((input) => isRecord(input) && input.id === id),
  );
  if (!Array.isArray(current))
    return fresh.length === 0 ? [] : [{ path: ['inputs'], value: fresh }];
  return fresh.map((value) => ({ path: ['inputs', -1], value }));
}

function serversOf(config: unknown, { path }: ProgramFile): Readonly<Record<string, unknown>> {
  const servers = path.reduce<unknown>(
    (found, name) => (isRecord(found) ? found[name] : undefined),
    config,
  );
  return isRecord(servers) ? servers : {};
}

function planToml(program: Program, before: string, wish: Wish): PlannedChange {
  const edited = editTomlTable(before, program.text(wish.connection, wish.system));
  const names = [serverName];
  if (edited === undefined) return { kind: 'by-hand', names, after: before };
  const { isNew, after } = edited;
  return { kind: after === before ? 'same' : isNew ? 'add' : 'update', names, after };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
