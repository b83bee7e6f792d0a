import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadSettings } from '../config/load.ts';
import type { Settings } from '../config/settings.ts';
import { configFile, dataFolder, machineLocale, saveFolder } from './surroundings.ts';

const settingsFor = (environment: Record<string, string> = {}): Settings =>
  loadSettings({ flags: {}, environment, dotEnv: {}, configFile: {} }).settings;
const none = settingsFor();

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the data folder', () => {
  it.each<[Record<string, string>, string]>([
    [{ HOME: '/home/me' }, '/home/me/.local/share/maliang'],
    [{ HOME: '/home/me', XDG_DATA_HOME: '/data' }, '/data/maliang'],
    [{ HOME: '/home/me', XDG_DATA_HOME: '' }, '/home/me/.local/share/maliang'],
    [{ LOCALAPPDATA: '/local' }, '/local/maliang'],
    [{}, join(homedir(), '.local/share/maliang')],
  ])('with %j is %s', (environment, folder) => {
    expect(dataFolder(none, environment)).toBe(folder);
  });

  it('is the one that is set before any other', () => {
    const settings = settingsFor({ DATA_DIR: '/mine' });
    expect(dataFolder(settings, { XDG_DATA_HOME: '/data' })).toBe('/mine');
  });
});

describe('the config file', () => {
  it.each<[Record<string, string>, string]>([
    [{ HOME: '/home/me' }, '/home/me/.config/maliang/config.json'],
    [{ XDG_CONFIG_HOME: '/etc/me' }, '/etc/me/maliang/config.json'],
    [{ APPDATA: '/roaming' }, '/roaming/maliang/config.json'],
  ])('with %j is %s', (environment, file) => {
    expect(configFile(environment)).toBe(file);
  });
});

describe('the save folder', () => {
  it('is the one that is set, else the working directory', () => {
    expect(saveFolder(settingsFor({ SAVE_DIR: '/pictures' }), '/data')).toBe('/pictures');
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cwd-')));
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    expect(saveFolder(none, '/data')).toBe(folder);
    rmSync(folder, { recursive: true });
  });

  it('is within the data folder where the working directory is gone', () => {
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: uv_cwd');
    });
    expect(saveFolder(none, '/data')).toBe('/data/saved');
  });
});

describe('the language of this machine', () => {
  it.each<[Record<string, string>, string]>([
    [{}, 'en'],
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'ZH' }, 'zh'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: 'zh_CN', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'en_US', LC_MESSAGES: 'zh_TW' }, 'zh'],
    [{ LANG: 'zh_CN', LC_ALL: '' }, 'zh'],
  ])('with %j is %s', (environment, locale) => {
    expect(machineLocale(none, environment)).toBe(locale);
  });

  it('is the one that is set', () => {
    expect(machineLocale(settingsFor({ LOCALE: 'en' }), { LANG: 'zh_CN' })).toBe('en');
  });
});
