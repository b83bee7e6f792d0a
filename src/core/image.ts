/**
 * Bytes on their way in, not yet kept. Opened when read, read once and in order, as an entry of a
 * tar stream: whoever reads drives the upstream, and a face that passes `url` on never downloads.
 */
export interface Image {
  /** What the sender says it is; a claim, only the sniffed type counts. */
  mediaType: string | undefined;
  /** Where the upstream shows it, usually for minutes to hours. */
  url: string | undefined;
  /** Each piece may be good only until the next one is asked for. */
  bytes(): AsyncIterable<Uint8Array>;
}

/** An image a caller hands in to be edited, or as a mask; may be opened again for a retry. */
export interface ImageInput {
  fileName: string;
  /** Sniffed from its bytes, for example `image/png`. */
  mediaType: string;
  /** In bytes. */
  size: number;
  /** Hex SHA-256 of its bytes. */
  sha256: string;
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** True for a file of this machine, which never goes to an address a caller chose. */
  fromDisk: boolean;
  /** Its id in the store of files of whoever paints: then its bytes are not here, and reading throws. */
  fileId?: string;
  bytes(): AsyncIterable<Uint8Array>;
  /** Frees what was only spooled; called when the generation is over. */
  discard(): Promise<void>;
}

/** An image kept: a row in the store and a file of its own, with a lasting URL. */
export interface Asset {
  /** `img_` and 26 base32 characters. */
  id: string;
  /** The generation that made it; undefined for an upload. */
  generationId: string | undefined;
  /** Its place among the images of its generation, from 0. */
  index: number;
  /** 26 random base32 characters and the ending its bytes deserve; the same on every host. */
  name: string;
  mediaType: string;
  /** In pixels. */
  width: number;
  /** In pixels. */
  height: number;
  /** In bytes. */
  size: number;
  /** Hex SHA-256 of its bytes. */
  sha256: string;
  visibility: Visibility;
  revisedPrompt: string | undefined;
  seed: number | undefined;
  /** The host that shall keep it for the world, by name. */
  host: string;
  /** Its address at a remote host; undefined while only this server has it. */
  hostedUrl: string | undefined;
  /** What the remote host needs to delete it. */
  deleteRef: string | undefined;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** When its owner made it a favourite, in milliseconds since 1970; undefined where it is none. */
  favouriteAt: number | undefined;
  /** When its copy here expired, in milliseconds since 1970; undefined while it may lie here. */
  expiredAt: number | undefined;
}

/** A picture that its upstream shows and nobody kept here: its address may stop working at any time. */
export interface ImageLink {
  /** Its place among the images of its generation, from 0. */
  index: number;
  url: string;
  revisedPrompt: string | undefined;
}

/** Whether a host may show an image to everybody. */
export type Visibility = 'public' | 'private';
