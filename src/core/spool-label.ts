/** Whose image a spool takes in. */
export interface SpoolLabel {
  generationId: string;
  /** Its place among the images of its generation. */
  index: number;
  /** Of the name it will be kept under, without the ending that only its bytes tell. */
  stem: string;
}

/** As it stands in the name of a file, so that a restart knows whose bytes lie there. */
export function writeSpoolLabel({ generationId, index, stem }: SpoolLabel): string {
  return `${generationId}.${index}.${stem}`;
}

/** Reads it back; undefined for anything else. */
export function readSpoolLabel(text: string): SpoolLabel | undefined {
  const [, generationId, index, stem] = /^(gen_[a-z2-7]+)\.(\d+)\.([a-z2-7]{26})$/.exec(text) ?? [];
  if (generationId === undefined || stem === undefined) return undefined;
  return { generationId, index: Number(index), stem };
}
