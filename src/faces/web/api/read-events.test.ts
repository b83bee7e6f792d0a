import { describe, expect, it } from 'vitest';
import { readEvents, type StreamEvent } from './read-events.ts';

async function readAll(text: string, pieceSize: number): Promise<StreamEvent[]> {
  const bytes = new TextEncoder().encode(text);
  const source = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += pieceSize) {
        controller.enqueue(bytes.slice(at, at + pieceSize));
      }
      controller.close();
    },
  });
  const events: StreamEvent[] = [];
  for await (const event of readEvents(source)) events.push(event);
  return events;
}

const text =
  ': keepalive\n\nevent: image\nid: 7\ndata: {"prompt":"雪地里的红狐狸"}\n\n: more\n\ndata: one\r\ndata: two\r\n\r\ndata: cut off';

describe('a stream of events', () => {
  it('is read the same wherever it is cut into pieces', async () => {
    for (const pieceSize of [1, 2, 3, 7, 1000]) {
      expect(await readAll(text, pieceSize)).toEqual([
        { event: 'image', id: '7', data: '{"prompt":"雪地里的红狐狸"}' },
        { event: 'message', id: undefined, data: 'one\ntwo' },
      ]);
    }
  });

  it('may hold a picture of megabytes in one line', async () => {
    const picture = 'A'.repeat(4_000_000);
    const [event] = await readAll(`data: ${picture}\n\n`, 65_536);
    expect(event?.data.length).toBe(picture.length);
  });
});
