import { readSseTokens, type SseToken } from './sse/sse-tokens.ts';

/** One server-sent event; its data arrives while it is read. */
export interface SseMessage {
  /** The event's name, as far as it stood before the data; a later line sets it while that is read. */
  event: string | undefined;
  /** This message's own id, not an earlier one's; as `event` otherwise. */
  id: string | undefined;
  /** Several `data` lines are joined by `\n`. Read it before the next message is pulled: what is left is dropped then. */
  data: AsyncIterable<Buffer>;
}

/**
 * Reads an event stream (HTML standard, 9.2.6) whose data lines may be of any length: they are
 * handed on as they come. Comments, `retry` and unknown fields are passed over, lines end in CRLF,
 * LF or CR. Unlike in a browser, a message that the stream's end cuts off has been handed out by
 * then; whoever reads its data must notice that it is not whole.
 */
export async function* readSse(source: AsyncIterable<Uint8Array>): AsyncGenerator<SseMessage> {
  const tokens = readSseTokens(source);
  let fields: Pick<SseMessage, 'event' | 'id'> = { event: undefined, id: undefined };

  async function nextToken(): Promise<SseToken> {
    const { done, value } = await tokens.next();
    return done ? { type: 'end' } : value;
  }

  try {
    for (let token = await nextToken(); token.type !== 'end'; token = await nextToken()) {
      if (token.type === 'field') fields[token.name] = token.value;
      if (token.type === 'blank') fields = { event: undefined, id: undefined };
      if (token.type !== 'data-line') continue;
      const data = createData(nextToken, (name, value) => {
        message[name] = value;
      });
      const message: SseMessage = { ...fields, data: data.read() };
      yield message;
      await data.drop();
      fields = { event: undefined, id: undefined };
    }
  } finally {
    await tokens.return();
  }
}

/** An event as it goes over the wire; line breaks in the data make it several lines, in the rest they are dropped. */
export function sseText(event: string | undefined, data: string, id?: string): string {
  const lines = data.split(/\r\n|\n|\r/).map((line) => `data: ${line}\n`);
  if (event !== undefined) lines.unshift(`event: ${oneLine(event)}\n`);
  if (id !== undefined) lines.unshift(`id: ${oneLine(id)}\n`);
  return `${lines.join('')}\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, '');
}

const lineBreak = Buffer.from('\n');

/** The data of one message, from its first line on, to be read once and then dropped. */
function createData(
  nextToken: () => Promise<SseToken>,
  setField: (name: 'event' | 'id', value: string) => void,
) {
  let over = false;

  async function next(): Promise<Buffer | undefined> {
    while (!over) {
      const token = await nextToken();
      if (token.type === 'bytes') return token.bytes;
      if (token.type === 'data-line') return lineBreak;
      if (token.type === 'field') setField(token.name, token.value);
      else over = true;
    }
    return undefined;
  }

  return {
    async *read(): AsyncGenerator<Buffer> {
      for (let bytes = await next(); bytes !== undefined; bytes = await next()) yield bytes;
    },
    async drop(): Promise<void> {
      while (!over) await next();
    },
  };
}
