import type { Readable } from 'node:stream';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { type Spool, type SpoolEnd, SpoolError } from './spool.ts';

/** What is wrong with a form: no whole multipart · more parts than allowed · one of them too big. */
export type MultipartErrorKind = 'malformed' | 'too-many' | 'too-large';

/** A form that cannot be taken; the message quotes nothing of it. */
export class MultipartError extends Error {
  override readonly name = 'MultipartError';
  readonly kind: MultipartErrorKind;

  constructor(kind: MultipartErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** A file of a form, read to its end. */
export interface ReadPart {
  name: string;
  /** Without folders; empty where there was none. */
  fileName: string;
  /** What the sender says it is, in lower case; a claim. */
  mediaType: string;
  spool: Spool;
  end: SpoolEnd;
}

/** Where files go, and how much is taken. */
export interface ReadMultipartOptions {
  /** Opens a spool for one file; its own limit is the limit of a file. */
  begin(): Promise<Spool>;
  maxFiles: number;
  maxFields: number;
  maxFieldBytes: number;
}

/** A form: fields and files each in the order they came, names as often as they came. */
export interface ReadForm {
  fields: [name: string, value: string][];
  files: ReadPart[];
}

const maxHeaders = { headerPairs: 64, headerSize: 16 * 1024 };

/**
 * Reads a `multipart/form-data` body, its files into spools as they come. Rejects with
 * MultipartError, or with what a spool or the source failed with; all spools are discarded then,
 * and the rest of the source is left unread.
 */
export async function readMultipart(
  source: Readable,
  contentType: string,
  options: ReadMultipartOptions,
): Promise<ReadForm> {
  const parser = openParser(contentType, options);
  const fields: ReadForm['fields'] = [];
  const files: Promise<ReadPart>[] = [];
  const streams: BusboyFileStream[] = [];
  const spools: Spool[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      parser.on('field', (name, value, _nameCut, valueCut) => {
        fields.push([name ?? '', value]);
        if (valueCut) reject(new MultipartError('too-large', 'A field of the form is too long'));
      });
      parser.on('file', (name, stream, fileName, _encoding, mediaType) => {
        streams.push(stream);
        const file = spoolFile(stream, options, spools).then((spooled) => ({
          name: name ?? '',
          fileName: fileName ?? '',
          mediaType,
          ...spooled,
        }));
        file.catch(reject);
        files.push(file);
      });
      for (const event of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) {
        parser.on(event, () =>
          reject(new MultipartError('too-many', 'The form has too many parts')),
        );
      }
      parser.on('finish', () => Promise.all(files).then(() => resolve(), reject));
      parser.on('error', (cause) => reject(malformed(cause)));
      feed(source, parser, reject);
    });
    return { fields, files: await Promise.all(files) };
  } catch (thrown) {
    for (const stream of streams) stream.destroy();
    await Promise.allSettled(files);
    await Promise.allSettled(spools.map((spool) => spool.discard()));
    throw thrown;
  } finally {
    source.unpipe(parser);
  }
}

function openParser(contentType: string, options: ReadMultipartOptions): BusboyInstance {
  if (!/^multipart\/form-data\s*;/i.test(contentType)) throw malformed();
  const { maxFiles: files, maxFields, maxFieldBytes: fieldSize } = options;
  const limits = { files, fields: maxFields, parts: files + maxFields, fieldSize, ...maxHeaders };
  try {
    return new Busboy({ headers: { 'content-type': contentType }, limits });
  } catch (cause) {
    throw malformed(cause);
  }
}

/** As `pipe`, but the source's failure or early end is told. */
function feed(source: Readable, parser: BusboyInstance, fail: (error: unknown) => void): void {
  const cutOff = () => fail(malformed());
  if (source.destroyed || source.readableEnded) cutOff();
  source.once('error', (cause) => fail(malformed(cause)));
  source.once('close', () => source.readableEnded || cutOff());
  source.pipe(parser);
}

async function spoolFile(
  stream: BusboyFileStream,
  options: ReadMultipartOptions,
  spools: Spool[],
): Promise<Pick<ReadPart, 'spool' | 'end'>> {
  let isCut = false;
  // The parser tells a cut here even before anybody iterates the stream.
  stream.on('error', () => {
    isCut = true;
  });
  const spool = await options.begin();
  spools.push(spool);
  try {
    for await (const chunk of stream) await spool.write(chunk);
    return { spool, end: await spool.end() };
  } catch (cause) {
    if (isCut) throw malformed(cause);
    if (!(cause instanceof SpoolError) || cause.kind !== 'too-large') throw cause;
    throw new MultipartError('too-large', 'A file of the form is too large', { cause });
  }
}

function malformed(cause?: unknown): MultipartError {
  return new MultipartError('malformed', 'The body is not a whole multipart form', { cause });
}
