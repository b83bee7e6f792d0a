import { sniffImage } from '../../kit/media-type.ts';
import type { OnProgress } from './export-archive.ts';
import { hashAll } from './hash-bytes.ts';
import { pictureFolder } from './manifest.ts';
import type { OpenArchive } from './open-archive.ts';
import type { PictureFolder } from './picture-folder.ts';
import { readPart } from './read-part.ts';
import { refuseArchive } from './refuse-archive.ts';
import { pictureTables } from './table-plan.ts';
import type { Row } from './table-shape.ts';

/** What became of the pictures of an archive. */
export interface TakenPictures {
  added: number;
  /** There already. */
  same: number;
  /** Left out, since they were damaged before they were exported. */
  damaged: number;
  /** The names of files that are new in the folder. */
  placed: string[];
}

/** How pictures are taken over. */
export interface TakeOptions {
  assets: PictureFolder;
  signal: AbortSignal;
  onProgress: OnProgress;
}

/**
 * Brings the pictures of an archive into the asset folder, each checked against its row; `taken` is
 * told of each at once, so that it can be undone wherever this throws.
 */
export async function takePictures(
  archive: OpenArchive,
  taken: TakenPictures,
  { assets, signal, onProgress }: TakeOptions,
): Promise<void> {
  const { zip, parts, manifest } = archive;
  const left = new Set([...zip.entries.keys()].filter((name) => name.startsWith(pictureFolder)));
  const total = left.size;
  for (const { part, table } of parts) {
    if (!pictureTables.includes(table.name)) continue;
    for await (const rows of readPart(zip, part, table)) {
      for (const row of rows) {
        if (!left.delete(`${pictureFolder}${row.name}`)) continue;
        signal.throwIfAborted();
        if (manifest.pictures.damaged.includes(String(row.name))) taken.damaged += 1;
        else await takePicture(archive, row, taken, assets);
        onProgress('pictures', total - left.size, total);
      }
    }
  }
  const [strange] = left;
  if (strange !== undefined) {
    throw refuseArchive(`nothing tells of its ${strange}.`, `没有记录提到其中的 ${strange}。`);
  }
}

async function takePicture(
  { zip }: OpenArchive,
  row: Row,
  taken: TakenPictures,
  assets: PictureFolder,
): Promise<void> {
  const name = String(row.name);
  const entry = `${pictureFolder}${name}`;
  const size = Number(row.size);
  // Before a byte of it is unpacked.
  if (zip.entries.get(entry)?.size !== size) throw notItsRow(entry);
  const there = await assets.open(name);
  if (there && (await hashAll(there.bytes())).sha256 === row.sha256) {
    if ((await hashAll(zip.read(entry))).sha256 !== row.sha256) throw notItsRow(entry);
    taken.same += 1;
    return;
  }
  const spool = await assets.begin(size);
  try {
    for await (const piece of zip.read(entry)) await spool.write(piece);
    const { sha256, head } = await spool.end();
    const sniffed = sniffImage(head);
    const isPicture = sniffed?.mediaType === row.media_type && name.endsWith(`.${sniffed?.ending}`);
    if (sha256 !== row.sha256 || !isPicture) throw notItsRow(entry);
    // One that was damaged here is made whole, and stays so.
    if (!there) taken.placed.push(name);
    await assets.keep(spool, name);
    taken.added += 1;
  } finally {
    await spool.discard();
  }
}

function notItsRow(entry: string) {
  return refuseArchive(
    `${entry} is not the picture that its record tells of.`,
    `${entry} 与其记录不符。`,
  );
}
