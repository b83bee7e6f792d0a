import { createHash } from 'node:crypto';
import { toFile } from 'openai';
import { solidPng } from '../fakes/png.ts';

/** The hash a picture is recognised by. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A small PNG of one colour, as bytes, as a data URI, and as a file for the official client. */
export function samplePicture(color: number, name = 'in.png') {
  const bytes = solidPng(64, 64, color);
  return {
    bytes,
    sha256: sha256Of(bytes),
    dataUri: `data:image/png;base64,${bytes.toString('base64')}`,
    file: () => toFile(bytes, name, { type: 'image/png' }),
  };
}
