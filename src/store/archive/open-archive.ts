import { AppError } from '../../core/errors.ts';
import { openZip, type ZipFile } from '../../kit/read-zip.ts';
import {
  archiveVersion,
  type Manifest,
  manifestName,
  parseManifest,
  pictureFolder,
  type TablePart,
} from './manifest.ts';
import { refuseArchive } from './refuse-archive.ts';
import type { TableShape } from './table-shape.ts';

/** An archive whose directory is what its manifest says; its files are not looked at yet. */
export interface OpenArchive {
  zip: ZipFile;
  manifest: Manifest;
  /** In the order to be written in. */
  parts: readonly { part: TablePart; table: TableShape }[];
}

// Names of damaged pictures stand in it, so it may be longer than usual.
const maxManifestBytes = 16 * 1024 * 1024;

/** Opens an archive that shall go into these tables; throws `export_unusable` or `export_newer`. */
export async function openArchive(
  path: string,
  tables: readonly TableShape[],
): Promise<OpenArchive> {
  const zip = await openZip(path);
  try {
    const manifest = await readManifest(zip);
    refuseNewer(manifest, tables);
    refuseOthers(zip, manifest);
    const parts = tables.flatMap((table) => {
      const part = manifest.tables.find(({ name }) => name === table.name);
      return part ? [{ part, table }] : [];
    });
    return { zip, manifest, parts };
  } catch (thrown) {
    await zip.close();
    throw thrown;
  }
}

async function readManifest(zip: ZipFile): Promise<Manifest> {
  const entry = zip.entries.get(manifestName);
  if (!entry || entry.size > maxManifestBytes) {
    throw refuseArchive('it is no export of Maliang.', '它不是 Maliang 的导出文件。');
  }
  const pieces: Buffer[] = [];
  for await (const piece of zip.read(manifestName)) pieces.push(piece);
  return parseManifest(Buffer.concat(pieces).toString());
}

/** What would be lost without a word. */
function refuseNewer({ version, maliang, tables: parts }: Manifest, tables: readonly TableShape[]) {
  const newer = (what: string) => new AppError('export_newer', { version: maliang, what });
  if (version > archiveVersion) throw newer(`format ${version}`);
  for (const part of parts) {
    const table = tables.find(({ name }) => name === part.name);
    if (!table) throw newer(part.name);
    const unknown = part.columns.find(
      (name) => !table.columns.some((column) => column.name === name),
    );
    if (unknown !== undefined) throw newer(`${part.name}.${unknown}`);
  }
}

/** What is in it and is not told of, or the other way around. */
function refuseOthers({ entries }: ZipFile, { tables, pictures }: Manifest): void {
  const files = new Set(tables.map(({ file }) => file));
  const rest = [...entries.keys()].filter((name) => name !== manifestName && !files.has(name));
  const strange = rest.find((name) => !name.startsWith(pictureFolder));
  const missing = tables.find(({ file, bytes }) => entries.get(file)?.size !== bytes);
  if (strange !== undefined || missing || files.size !== tables.length) {
    const name = JSON.stringify(strange ?? missing?.file ?? '');
    throw refuseArchive(
      `${name} in it is not as its manifest says.`,
      `其中的 ${name} 与清单不符。`,
    );
  }
  if (rest.length !== pictures.count) {
    throw refuseArchive(
      `it holds ${rest.length} pictures, not the ${pictures.count} of its manifest.`,
      `其中有 ${rest.length} 张图片，清单为 ${pictures.count} 张。`,
    );
  }
}
