/** Why a file cannot be read as a ZIP, or an entry of it. */
export type ZipErrorKind =
  | 'no-zip'
  | 'truncated'
  | 'unsupported'
  | 'unsafe-name'
  | 'broken-directory'
  | 'broken-entry';

/** A ZIP that cannot be read; failures of the disk come as they are. */
export class ZipError extends Error {
  readonly kind: ZipErrorKind;

  constructor(kind: ZipErrorKind, message: string) {
    super(message);
    this.name = 'ZipError';
    this.kind = kind;
  }
}
