import { describe, expect, it } from 'vitest';
import { createLogger } from './logger.ts';

function loggerFor(level = 'debug') {
  const lines: string[] = [];
  const output = { write: (line: string) => void lines.push(line) };
  return { lines, logger: createLogger({ level, secrets: ['hunter-two'], output }) };
}

describe('the logger', () => {
  it('writes a line of JSON for each message', () => {
    const { logger, lines } = loggerFor();
    logger.warn({ count: 2 }, 'two foxes');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      count: 2,
      msg: 'two foxes',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(lines[0]).toMatch(/\}\n$/);
  });

  it('is as silent as it is told', () => {
    const { logger, lines } = loggerFor('error');
    logger.info({}, 'quiet');
    expect(lines).toEqual([]);
    logger.error({}, 'loud');
    expect(lines).toHaveLength(1);
  });

  const secret = 'Bearer sk-abcdef123456789 and hunter-two';
  it.each<[string, (log: ReturnType<typeof loggerFor>['logger']) => void]>([
    ['a message', (log) => log.info(secret)],
    ['a message that is put together', (log) => log.info({}, 'key %s', secret)],
    ['a field', (log) => log.info({ url: secret }, 'x')],
    ['a field deep inside', (log) => log.info({ a: { b: [{ c: secret }] } }, 'x')],
    [
      'a field beyond all depth',
      (log) => log.info({ a: { b: { c: { d: { e: { f: secret } } } } } }, 'x'),
    ],
    ['an error', (log) => log.error({ cause: new Error(secret) }, 'x')],
    ['an error as such', (log) => log.error(new Error(secret))],
    [
      'the cause of an error',
      (log) => log.error({ err: new Error('x', { cause: new Error(secret) }) }, 'x'),
    ],
    ['bytes', (log) => log.info({ body: Buffer.from(secret) }, 'x')],
  ])('takes secrets out of %s', (_, write) => {
    const { logger, lines } = loggerFor();
    write(logger);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/abcdef123456789|hunter-two/);
    expect(lines[0]).not.toContain(Buffer.from(secret).toJSON().data.slice(0, 8).join(','));
  });

  it('keeps what is searched for: ids, codes, and where an error came from', () => {
    const { logger, lines } = loggerFor();
    const id = `gen_${'abcdefghijklmnopqrstuvwxyz'.slice(0, 26)}`;
    const error = Object.assign(new Error('no route'), { code: 'EHOSTUNREACH' });
    logger.error({ generation: id, cause: error }, 'it failed');
    const line = JSON.parse(lines[0] ?? '');
    expect(line).toMatchObject({
      generation: id,
      cause: { name: 'Error', message: 'no route', code: 'EHOSTUNREACH' },
    });
    expect(line.cause.stack).toContain('logger.test');
  });

  it('logs an error that causes itself', () => {
    const { logger, lines } = loggerFor();
    const error = new Error('round');
    error.cause = error;
    logger.error({ cause: error }, 'x');
    expect(lines).toHaveLength(1);
  });
});
