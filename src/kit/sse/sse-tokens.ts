import { toBuffer } from '../to-buffer.ts';

/** What stands in an event stream, in order. */
export type SseToken =
  | { type: 'field'; name: 'event' | 'id'; value: string }
  /** A `data` line begins; what is on it follows as `bytes`. */
  | { type: 'data-line' }
  | { type: 'bytes'; bytes: Buffer }
  /** An empty line: the message before it is whole. */
  | { type: 'blank' }
  | { type: 'end' };

const cr = 0x0d;
const lf = 0x0a;

/** Cuts an event stream into tokens; the bytes of data lines are views of its chunks, never gathered. */
export async function* readSseTokens(
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<SseToken, void> {
  const line = createLine();
  let afterCr = false;
  for await (const bytes of source) {
    const chunk = toBuffer(bytes);
    let position: number = afterCr && chunk[0] === lf ? 1 : 0;
    if (chunk.length > 0) afterCr = false;
    // Looked for again only when passed: else every short line would search the whole chunk for it.
    let nextCr = chunk.indexOf(cr);
    while (position < chunk.length) {
      if (nextCr !== -1 && nextCr < position) nextCr = chunk.indexOf(cr, position);
      const end = earlier(chunk.indexOf(lf, position), nextCr);
      yield* line.append(chunk.subarray(position, end === -1 ? chunk.length : end));
      if (end === -1) break;
      yield* line.finish();
      position = end + (end === nextCr && chunk[end + 1] === lf ? 2 : 1);
      afterCr = end === nextCr && end + 1 === chunk.length;
    }
  }
  yield { type: 'end' };
}

function earlier(left: number, right: number): number {
  return left === -1 || right === -1 ? Math.max(left, right) : Math.min(left, right);
}

/** Names and ids are short; what goes on longer is not held. */
const maxFieldBytes = 4096;
const byteOrderMark = Buffer.from('\ufeff');
const nothing = Buffer.alloc(0);

/** One line after another: what is on a `data` line passes through, of any other a little is held. */
function createLine() {
  let held: Buffer = nothing;
  let isData = false;
  let isFirst = true;

  function withoutMark(): Buffer {
    const marked = isFirst && held.subarray(0, 3).equals(byteOrderMark);
    return marked ? held.subarray(3) : held;
  }

  return {
    *append(piece: Buffer): Generator<SseToken, void> {
      if (isData) {
        if (piece.length > 0) yield { type: 'bytes', bytes: piece };
        return;
      }
      const room = Math.max(0, maxFieldBytes - held.length);
      held = held.length === 0 ? piece : Buffer.concat([held, piece.subarray(0, room)]);
      const text = withoutMark();
      // Six bytes, since one space behind `data:` belongs to neither.
      if (text.length < 6 || text.toString('latin1', 0, 5) !== 'data:') return;
      isData = true;
      yield* dataTokens(text);
    },
    *finish(): Generator<SseToken, void> {
      if (!isData) yield* fieldTokens(withoutMark());
      held = nothing;
      isData = false;
      isFirst = false;
    },
  };
}

function* dataTokens(line: Buffer): Generator<SseToken, void> {
  yield { type: 'data-line' };
  const value = line.subarray(line[5] === 0x20 ? 6 : 5);
  if (value.length > 0) yield { type: 'bytes', bytes: value };
}

function* fieldTokens(line: Buffer): Generator<SseToken, void> {
  if (line.length === 0) yield { type: 'blank' };
  const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line.toString('utf8')) ?? [];
  if (name === 'data') yield* dataTokens(line);
  else if (name === 'event' || name === 'id') yield { type: 'field', name, value };
}
