import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  type MeasuredModel,
  mergeMeasured,
  parseMeasured,
  writeMeasured,
} from '../core/doctor/measured.ts';
import type { Logger } from '../core/logger.ts';
import { writeWholeFile } from '../kit/write-whole-file.ts';

/** Where what `maliang doctor --live --save` found is kept. */
export function measuredFile(dataDir: string): string {
  return join(dataDir, 'measured-models.json');
}

/** What was found on this installation; none where nothing was, or where the file is broken. */
export function readMeasured(dataDir: string, logger: Logger): MeasuredModel[] {
  const file = measuredFile(dataDir);
  const text = readIfThere(file);
  if (text === undefined) return [];
  const rows = parseMeasured(text);
  if (!rows) logger.warn({ file }, 'what was measured of models cannot be read, and is left out');
  return rows ?? [];
}

/** Adds to it, in the place of what was found earlier about the same models. */
export async function saveMeasured(
  dataDir: string,
  rows: readonly MeasuredModel[],
  logger: Logger,
): Promise<string> {
  const file = measuredFile(dataDir);
  const text = writeMeasured(mergeMeasured(readMeasured(dataDir, logger), rows));
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeWholeFile(file, { replace: true }, (out) => pipeline([text], out));
  return file;
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
