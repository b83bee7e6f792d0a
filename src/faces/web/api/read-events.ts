/** One event of a server's stream. */
export interface StreamEvent {
  event: string;
  id: string | undefined;
  data: string;
}

/** Reads server-sent events as they come; comments are skipped. */
export async function* readEvents(
  source: ReadableStream<Uint8Array>,
): AsyncGenerator<StreamEvent, void> {
  let lines: string[] = [];
  for await (const line of readLines(source)) {
    if (line !== '') {
      lines.push(line);
      continue;
    }
    const event = readEvent(lines);
    lines = [];
    if (event) yield event;
  }
}

/** Pieces are joined once a line is whole: a preview in base64 is megabytes long. */
async function* readLines(source: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  const reader = source.getReader();
  const decoder = new TextDecoder();
  let pieces: string[] = [];
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      const [first = '', ...others] = decoder.decode(step.value, { stream: true }).split('\n');
      pieces.push(first);
      for (const other of others) {
        yield pieces.join('').replace(/\r$/, '');
        pieces = [other];
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function readEvent(lines: readonly string[]): StreamEvent | undefined {
  const values = (name: string) =>
    lines
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
  const data = values('data');
  if (data.length === 0) return undefined;
  return {
    event: values('event').at(-1) ?? 'message',
    id: values('id').at(-1),
    data: data.join('\n'),
  };
}
