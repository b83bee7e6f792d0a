import { open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LeftSpool } from '../../core/asset-folder.ts';
import { linkFile } from '../../kit/link-file.ts';
import { isWholeImage } from '../../kit/media-type/whole-image.ts';
import { readFileRange } from '../../kit/spool/read-file-range.ts';
import { createSpoolIntake, type SpoolEnd } from '../../kit/spool/spool-intake.ts';

const randomNames = /^[a-z2-7]{26}$/;
const spoolName = /^(.+?)(?:@([^@]+))?\.part$/;

/** The name of a spool's file, without its ending, from which a restart reads whose it is. */
export function nameSpool(labelOrRandom: string, processId: string | undefined): string {
  if (processId === undefined) return labelOrRandom;
  return `${labelOrRandom}@${encodeURIComponent(processId)}`;
}

/** Everything that lies in a folder of spools; `assets` is where they are kept. */
export async function listSpools(folder: string, assets: string): Promise<LeftSpool[]> {
  const names = await readdir(folder);
  const found = await Promise.all(names.map((name) => describe(folder, name, assets)));
  return found.filter((left) => left !== undefined);
}

async function describe(
  folder: string,
  name: string,
  assets: string,
): Promise<LeftSpool | undefined> {
  const [, label = '', processId] = spoolName.exec(name) ?? [];
  const path = join(folder, name);
  // Whoever owns it may be removing it just now.
  const found = await stat(path).catch(() => undefined);
  if (!label || !found) return undefined;
  return {
    label: randomNames.test(label) ? undefined : label,
    processId: processId === undefined ? undefined : decodeURIComponent(processId),
    modifiedAt: found.mtimeMs,
    inspect: () => inspect(path),
    keep: (kept) => linkFile(path, join(assets, kept)),
    discard: () => rm(path, { force: true }),
  };
}

async function inspect(path: string): Promise<SpoolEnd | undefined> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const read = async (start: number, length: number) => {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - start)));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
      return bytes.subarray(0, bytesRead);
    };
    if (!(await isWholeImage({ size, read }))) return undefined;
    // Nobody knows whether its writer came to that.
    await file.sync();
    const intake = createSpoolIntake();
    for await (const piece of readFileRange(file, 0, size)) {
      intake.take(piece);
      intake.hash(piece);
    }
    return intake.finish();
  } finally {
    await file.close();
  }
}
