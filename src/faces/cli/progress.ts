import type { WriteStream } from 'node:tty';

/** One line on stderr that tells how far a generation is; silent where stderr is no terminal. */
export interface Progress {
  show(fraction: number | undefined, message: string): void;
  clear(): void;
}

const width = 24;
const messageColumns = 44;

/** Draws a bar and the seconds gone by; plain dashes where `NO_COLOR` is set. */
export function createProgress(stream: WriteStream, colour: boolean): Progress {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const began = Date.now();
  let last: [number | undefined, string] = [undefined, ''];
  const draw = () => {
    const [fraction, message] = last;
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    stream.write(`\r\u001b[K${bar(fraction, colour)} ${seconds} s  ${oneLine(message)}`);
  };
  const timer = setInterval(draw, 200);
  timer.unref();
  return {
    show(fraction, message) {
      last = [fraction, message];
      draw();
    },
    clear() {
      clearInterval(timer);
      stream.write('\r\u001b[K');
    },
  };
}

/** What upstreams and prompts say may hold line breaks, and codes that steer a terminal. */
function oneLine(message: string): string {
  let columns = 0;
  let line = '';
  for (const character of message.replace(/\p{Cc}+/gu, ' ').trim()) {
    // Terminals give these two columns; a line that wraps could not be cleared.
    columns += /[\p{Script=Han}\p{Emoji_Presentation}\u3000-\u303f\uff00-\uffef]/u.test(character)
      ? 2
      : 1;
    if (columns > messageColumns) return `${line}…`;
    line += character;
  }
  return line;
}

function bar(fraction: number | undefined, colour: boolean): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction ?? 0)) * width);
  const full = '━'.repeat(filled);
  const rest = '─'.repeat(width - filled);
  return colour ? `\u001b[35m${full}\u001b[2m${rest}\u001b[0m` : `${full}${rest}`;
}
