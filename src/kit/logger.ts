import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { redactText } from './redact.ts';

/** What a logger is made with. */
export interface LoggerOptions {
  level: string;
  /** Texts that never appear, beside everything that looks like a key. */
  secrets: readonly string[];
  /** Default stderr; stdout belongs to the protocols. */
  output?: DestinationStream;
}

const maxDepth = 5;
const maxStack = 2000;

/**
 * A logger of JSON lines. Keys, tokens and passwords are taken out of every text, whatever field
 * they stand in, however deep.
 */
export function createLogger({ level, secrets, output }: LoggerOptions): Logger {
  const clean = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'string') return isId(value) ? value : redactText(value, secrets);
    if (typeof value !== 'object' || value === null) return value;
    if (depth === maxDepth) return '…';
    if (value instanceof Error) return cleanError(value, depth);
    if (ArrayBuffer.isView(value)) return `${value.byteLength} bytes`;
    if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
    const pairs = Object.entries(value).map(([name, inner]) => [name, clean(inner, depth + 1)]);
    return Object.fromEntries(pairs);
  };
  const cleanError = (error: Error, depth: number) => ({
    name: error.name,
    message: clean(error.message),
    code: 'code' in error ? clean(error.code, depth + 1) : undefined,
    stack: redactText(error.stack ?? '', secrets, maxStack),
    cause: error.cause === undefined ? undefined : clean(error.cause, depth + 1),
  });
  return pino(
    {
      level,
      base: undefined,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(inputs, method) {
          method.apply(this, inputs.map((input) => clean(input)) as typeof inputs);
        },
      },
    },
    output ?? destination({ dest: 2, sync: true }),
  );
}

/** Ids are random too, and are what a log is searched for. */
function isId(text: string): boolean {
  return /^[a-z]{3}_[a-z2-7]{26}$/.test(text);
}
