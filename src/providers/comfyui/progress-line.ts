import { EventEmitter, once } from 'node:events';
import type { Image } from '../../core/image.ts';
import type { Upstream } from '../wire/call.ts';
import { numberOf, recordOf, textOf } from '../wire/json-value.ts';

/** What ComfyUI tells by itself while it paints; the truth stays in its history. */
export interface ProgressLine {
  /** Whether it is open; without it the history alone is asked. */
  readonly isOpen: boolean;
  /** Of the node that works now; undefined before any told. */
  readonly fraction: number | undefined;
  /** Whether it said that the work is over, well or not. */
  readonly isOver: boolean;
  /** The newest preview nobody has taken. */
  takePreview(): Image | undefined;
  /** Waits for anything new, at most so many milliseconds; never rejects. */
  news(milliseconds: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

const ends = ['execution_success', 'execution_error', 'execution_interrupted'];

/**
 * Opens `/ws` as this client (server.py; docs.comfy.org, messages). Never rejects: where there is no
 * such line, it is one that tells nothing.
 */
export async function openProgressLine(
  { client, base }: Pick<Upstream, 'client' | 'base'>,
  clientId: string,
  signal: AbortSignal,
): Promise<ProgressLine> {
  const told = new EventEmitter();
  const state = { isOpen: true, isOver: false, fraction: undefined as number | undefined };
  let preview: Buffer | undefined;
  const onMessage = (message: string | Buffer) => {
    if (typeof message === 'string') readText(message, state);
    else preview = previewOf(message) ?? preview;
    told.emit('news');
  };
  const onClose = () => {
    state.isOpen = false;
    told.emit('news');
  };
  const url = `${base}/ws?clientId=${encodeURIComponent(clientId)}`;
  const socket = await client
    .openSocket({ url, signal, onMessage, onClose })
    .catch(() => undefined);
  state.isOpen = socket !== undefined;
  return {
    get isOpen() {
      return state.isOpen;
    },
    get fraction() {
      return state.fraction;
    },
    get isOver() {
      return state.isOver;
    },
    takePreview() {
      const bytes = preview;
      preview = undefined;
      return bytes && previewImage(bytes);
    },
    async news(milliseconds, asking) {
      const late = AbortSignal.any([asking, AbortSignal.timeout(milliseconds)]);
      await once(told, 'news', { signal: late }).catch(() => undefined);
    },
    close: () => socket?.close(),
  };
}

function readText(text: string, state: { isOver: boolean; fraction: number | undefined }): void {
  const { type, data } = parse(text);
  const value = numberOf(data?.value);
  const max = numberOf(data?.max);
  if (type === 'progress' && value !== undefined && max !== undefined && max > 0) {
    state.fraction = Math.min(1, Math.max(0, value / max));
  }
  const isLast = type === 'executing' && data?.node === null;
  if (isLast || ends.includes(type ?? '')) state.isOver = true;
}

function parse(text: string) {
  try {
    const root = recordOf(JSON.parse(text));
    return { type: textOf(root?.type), data: recordOf(root?.data) };
  } catch {
    return { type: undefined, data: undefined };
  }
}

/**
 * Big-endian numbers in front: 1, the format, the picture; or 4, the length of a JSON, that JSON, the
 * picture (server.py, send_image and send_image_with_metadata).
 */
function previewOf(frame: Buffer): Buffer | undefined {
  if (frame.length <= 8) return undefined;
  const type = frame.readUInt32BE(0);
  if (type === 1) return frame.subarray(8);
  return type === 4 ? frame.subarray(8 + frame.readUInt32BE(4)) : undefined;
}

function previewImage(bytes: Buffer): Image {
  return {
    mediaType: undefined,
    url: undefined,
    async *bytes() {
      yield bytes;
    },
  };
}
