import { expect, it } from 'vitest';
import { readSince } from './archive-options.ts';
import { readCommandLine } from './command-line.ts';

it.each([
  [undefined, undefined],
  ['2026-11-01', Date.UTC(2026, 10, 1)],
  ['2026-11-01T08:00:00Z', Date.UTC(2026, 10, 1, 8)],
  ['2026-11-01T08:00:00+08:00', Date.UTC(2026, 10, 1)],
])('reads the date %s', (text, at) => {
  expect(readSince(text)).toBe(at);
});

it.each(['yesterday', '2026-13-01', '2026', '1', '', '2026-11-01T08:00:00', 'Nov 1, 2026'])(
  'refuses %j as a date',
  (text) => {
    expect(() => readSince(text)).toThrow('2026-11-01');
  },
);

it('exist for their commands alone', () => {
  const line = readCommandLine(['export', '--no-images', '--force', '-o', '-', '--port', '4000']);
  expect(line).toMatchObject({
    command: 'export',
    options: { out: '-' },
    archiveOptions: { 'no-images': true, force: true, since: undefined },
    flags: { PORT: '4000' },
  });
  const migrate = readCommandLine(['migrate', '--to', 'postgres://db.test/x', '--merge']);
  expect(migrate.archiveOptions).toMatchObject({ to: 'postgres://db.test/x', merge: true });
  expect(() => readCommandLine(['serve', '--merge'])).toThrow('--merge');
});
