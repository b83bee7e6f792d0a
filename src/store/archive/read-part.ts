import type { ZipFile } from '../../kit/read-zip.ts';
import { hashBytes, type PassedBytes } from './hash-bytes.ts';
import type { TablePart } from './manifest.ts';
import { refuseArchive } from './refuse-archive.ts';
import type { Cell, ColumnShape, Row, TableShape } from './table-shape.ts';

const rowsAtOnce = 100;
// Far more than any row has; a line without an end must not fill the memory.
const maxLineBytes = 64 * 1024 * 1024;

/** The rows of a table's part, by the page, each checked; throws `export_unusable`. */
export async function* readPart(
  zip: ZipFile,
  part: TablePart,
  table: TableShape,
): AsyncGenerator<Row[]> {
  const columns = part.columns.map((name) => table.columns.find((column) => column.name === name));
  let passed: PassedBytes | undefined;
  const bytes = hashBytes(zip.read(part.file), (end) => {
    passed = end;
  });
  let rows: Row[] = [];
  let count = 0;
  for await (const line of readLines(bytes, part.file)) {
    count += 1;
    rows.push(readRow(line, columns, `${part.file}:${count}`));
    if (rows.length < rowsAtOnce) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
  const isWhole = count === part.rows && passed?.size === part.bytes;
  if (!isWhole || passed?.sha256 !== part.sha256) {
    throw refuseArchive(
      `${part.file} is not what its manifest tells of.`,
      `${part.file} 与清单不符。`,
    );
  }
}

function readRow(line: string, columns: readonly (ColumnShape | undefined)[], at: string): Row {
  const found = parseObject(line);
  const row: Row = {};
  for (const column of columns) {
    const value = column && found?.[column.name];
    if (!column || !isCell(value, column)) throw brokenRow(at);
    row[column.name] = value;
  }
  if (Object.keys(found ?? {}).length !== columns.length) throw brokenRow(at);
  return row;
}

function parseObject(line: string): Partial<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? { ...value } : undefined;
  } catch {
    return undefined;
  }
}

/** SQLite takes anything into any column; what reads it later does not. */
function isCell(value: unknown, { kind, nullable }: ColumnShape): value is Cell {
  if (value === null) return nullable;
  if (kind === 'text') return typeof value === 'string';
  return kind === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
}

async function* readLines(bytes: AsyncIterable<Buffer>, file: string): AsyncGenerator<string> {
  let begun: Buffer[] = [];
  let size = 0;
  for await (const piece of bytes) {
    let start = 0;
    for (let end = piece.indexOf(10); end !== -1; end = piece.indexOf(10, start)) {
      yield Buffer.concat([...begun, piece.subarray(start, end)]).toString();
      begun = [];
      size = 0;
      start = end + 1;
    }
    begun.push(piece.subarray(start));
    size += piece.length - start;
    if (size > maxLineBytes) throw brokenRow(file);
  }
  if (size > 0) throw brokenRow(file);
}

function brokenRow(at: string) {
  return refuseArchive(`${at} holds no row of that table.`, `${at} 不是该表的记录。`);
}
