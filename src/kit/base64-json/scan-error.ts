/** What is wrong with text that was scanned for base64. */
export type ScanErrorKind = 'truncated' | 'malformed' | 'too-large' | 'bad-base64';

/** Text that could not be scanned to its end; the message never quotes it. */
export class ScanError extends Error {
  readonly kind: ScanErrorKind;

  constructor(kind: ScanErrorKind, message: string) {
    super(message);
    this.name = 'ScanError';
    this.kind = kind;
  }
}
