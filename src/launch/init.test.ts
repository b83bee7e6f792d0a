import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { installedConnection } from './init.ts';

it('is npx where npx runs us, whose folders come and go', () => {
  const script = '/home/me/.npm/_npx/3f2a/node_modules/.bin/maliang';
  expect(installedConnection('linux', '/usr/bin/node', script)).toMatchObject({
    command: 'npx',
    args: ['-y', 'maliang', 'mcp'],
  });
  const windows = 'C:\\Users\\me\\npm-cache\\_npx\\3f2a\\node_modules\\maliang\\dist\\maliang.js';
  expect(installedConnection('win32', 'node.exe', windows)).toMatchObject({
    command: 'cmd',
    args: ['/c', 'npx', '-y', 'maliang', 'mcp'],
  });
});

it('is this Node and the file that a command is a link to, elsewhere', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'installed-')));
  const [file, command] = [join(folder, 'maliang.js'), join(folder, 'maliang')];
  writeFileSync(file, '');
  symlinkSync(file, command);
  expect(installedConnection('linux', '/usr/bin/node', command)).toEqual({
    kind: 'stdio',
    command: '/usr/bin/node',
    args: [file, 'mcp'],
    secrets: [],
  });
  rmSync(folder, { recursive: true });
});
