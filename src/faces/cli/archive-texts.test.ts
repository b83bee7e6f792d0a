import { expect, it } from 'vitest';
import { describeExport, describeImport, describeNext, describeRows } from './archive-texts.ts';

const counts = { table: 'keys', added: 12, same: 3, different: 1, examples: ['key_1'] };
const manifest = { maliang: '1.2.3', createdAt: '2026-11-20T00:00:00.000Z', since: null };
const part = { file: 'tables/keys.ndjson', columns: [], bytes: 10, sha256: '' };
const pictures = { included: true, count: 4, bytes: 2_345_678, missing: 0, damaged: [] };

it('counts what was brought in, and names what is different, in both languages', () => {
  const en = describeRows(
    [counts, { ...counts, table: 'styles', different: 0, examples: [] }],
    'en',
  );
  expect(en.split('\n')).toEqual([
    '        new  already there  differs, kept as it was',
    'keys     12              3                        1',
    'styles   12              3                        0',
    'In keys these differ from what is here, which stays as it is: key_1.',
  ]);
  const zh = describeRows([counts], 'zh').split('\n');
  expect(zh[0]).toBe('      新增  已存在  有差异，保留原有');
  expect(zh[1]).toBe('keys    12       3                 1');
});

it('tells of pictures that are not in an export only where there are some', () => {
  const whole = { format: 'maliang-export', version: 1, ...manifest, pictures } as const;
  const tables = [{ name: 'keys', rows: 12, ...part }];
  expect(describeExport({ ...whole, tables }, 'en')).toBe(
    '      rows\nkeys    12\n4 pictures, 2.3 MB',
  );
  const poor = { ...pictures, missing: 2, damaged: ['fox.png'] };
  const told = describeExport({ ...whole, tables, pictures: poor }, 'en');
  expect(told).toContain('2 pictures are not in it');
  expect(told).toContain('fox.png');
  const none = describeExport(
    { ...whole, tables, pictures: { ...pictures, included: false } },
    'zh',
  );
  expect(none).toContain('不含图片');
});

it('tells of pictures that an import could not take', () => {
  const report = {
    manifest,
    tables: [counts],
    pictures: { added: 4, same: 1, damaged: 2, missing: 3 },
  };
  const told = describeImport(report, 'en');
  expect(told).toMatch(/pictures +4 +1 +0/);
  expect(told).toContain('3 pictures were not in the data folder');
  expect(told).toContain('2 pictures were damaged');
});

it('says what to set after a migration', () => {
  for (const locale of ['en', 'zh'] as const) {
    const text = describeNext('db.test/maliang', '/data/assets', locale);
    for (const part of ['db.test/maliang', '/data/assets', 'DATABASE_URL']) {
      expect(text).toContain(part);
    }
  }
});
