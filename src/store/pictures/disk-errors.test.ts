import { expect, it } from 'vitest';
import { explainDiskError } from './disk-errors.ts';

const failure = (code: string) => Object.assign(new Error('no'), { code });

it.each([
  ['ENOSPC', 'disk_full'],
  ['EDQUOT', 'disk_full'],
  ['EFBIG', 'disk_full'],
  ['EROFS', 'folder_not_writable'],
  ['EACCES', 'folder_not_writable'],
  ['EIO', 'folder_not_writable'],
])('explains %s as %s, with the folder and the reason', (code, name) => {
  const cause = failure(code);
  const explained = explainDiskError(cause, '/data');
  expect(explained).toMatchObject({ code: name, cause });
  expect(String(explained)).toMatch(new RegExp(`/data.*${code}`));
});

it('leaves anything else as it is', () => {
  for (const other of [failure('EMFILE'), new Error('odd'), 'text']) {
    expect(explainDiskError(other, '/data')).toBe(other);
  }
});
