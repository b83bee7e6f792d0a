/** A picture that a caller handed in to be named in later edits, for a while. */
export interface KeptFile {
  /** `file_` and 26 base32 characters. */
  id: string;
  owner: string;
  /** Its file in the asset folder, which no address of ours shows. */
  name: string;
  /** As its sender called it. */
  fileName: string;
  /** What its sender said it is for. */
  purpose: string;
  mediaType: string;
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** In bytes. */
  size: number;
  /** Hex SHA-256 of its bytes. */
  sha256: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Milliseconds since 1970. */
  expiresAt: number;
}
