import { destination, type Logger, pino } from 'pino';
import { redactText } from './redact.ts';

/**
 * A logger of JSON lines to stderr; stdout belongs to the protocols. Keys, tokens and passwords are
 * taken out of every text, whatever field they stand in.
 */
export function createLogger(options: { level: string; secrets: readonly string[] }): Logger {
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return isId(value) ? value : redactText(value, options.secrets);
    if (value instanceof Error) return { name: value.name, message: clean(value.message) };
    return value;
  };
  return pino(
    {
      level: options.level,
      base: undefined,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) =>
          Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, clean(value)])),
      },
      hooks: {
        logMethod(inputs, method) {
          method.apply(this, inputs.map((input) => clean(input)) as typeof inputs);
        },
      },
    },
    destination({ dest: 2, sync: true }),
  );
}

/** Ids are random too, and are what a log is searched for. */
function isId(text: string): boolean {
  return /^[a-z]{3}_[a-z2-7]{26}$/.test(text);
}
