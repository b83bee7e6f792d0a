import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { AppError } from '../core/errors.ts';
import { loadSettings, readConfigFile, readDotEnv, type SettingTexts } from './load.ts';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function put(content: string): string {
  files += 1;
  const file = join(folder, `${files}.txt`);
  writeFileSync(file, content);
  return file;
}

const load = (texts: Partial<SettingTexts>) =>
  loadSettings({ flags: {}, environment: {}, dotEnv: {}, configFile: {}, ...texts });

function refused(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('it was not refused');
}

describe('loadSettings', () => {
  it('has defaults, and knows where each value came from', () => {
    const { settings, sources } = load({});
    expect(settings).toMatchObject({ port: 3000, host: '127.0.0.1', adminKey: undefined });
    expect(sources).toMatchObject({ port: 'default', adminKey: 'unset' });
  });

  it('prefers flag, environment, .env, config file, default, in this order', () => {
    const layers = ['flags', 'environment', 'dotEnv', 'configFile'] as const;
    const named = ['flag', 'environment', '.env', 'config file'];
    for (const [first, source] of named.entries()) {
      const texts = Object.fromEntries(
        layers.slice(first).map((layer, place) => [layer, { PORT: String(4000 + first + place) }]),
      );
      const { settings, sources } = load(texts);
      expect([settings.port, sources.port]).toEqual([4000 + first, source]);
    }
  });

  it('takes an empty or blank value for unset', () => {
    const { settings, sources } = load({ environment: { PORT: '', HOST: '  ', ADMIN_KEY: '' } });
    expect(settings).toMatchObject({ port: 3000, host: '127.0.0.1', adminKey: undefined });
    expect(sources.port).toBe('default');
    const below = { environment: { PORT: '' }, dotEnv: { PORT: '4000' } };
    expect(load(below).settings.port).toBe(4000);
  });

  it('takes other spellings, the first name first', () => {
    expect(load({ environment: { https_proxy: 'http://p.test' } }).settings.httpsProxy).toBe(
      'http://p.test',
    );
    const both = { HTTPS_PROXY: 'http://one.test', https_proxy: 'http://two.test' };
    expect(load({ environment: both }).settings.httpsProxy).toBe('http://one.test');
  });

  it('names the variable, what was expected and what was got', () => {
    const error = refused(() => load({ environment: { PORT: 'abc' } }));
    expect(error).toMatchObject({ code: 'wrong_setting' });
    expect(error.message).toBe('PORT must be a whole number from 0 to 65535, but it is "abc".');
  });

  it('refuses every value it cannot take, wherever it stands', () => {
    for (const [name, value] of [
      ['PORT', '70000'],
      ['DISABLE_LOCAL_SAVE', 'maybe'],
      ['API_BASE_URL', 'api.test'],
      ['MODEL_REDIRECTS', 'sometimes'],
      ['TRUSTED_ORIGINS', 'nowhere'],
      ['HTTPS_PROXY', 'socks5://p.test'],
    ]) {
      for (const layer of ['flags', 'environment', 'dotEnv', 'configFile']) {
        const error = refused(() => load({ [layer]: { [String(name)]: value } }));
        expect(error.message).toContain(`${name} must be`);
      }
    }
  });

  it('shows no password that stands in an address', () => {
    const error = refused(() => load({ environment: { API_BASE_URL: 'ftp://me:hunter2@a.test' } }));
    expect(error.message).not.toContain('hunter2');
  });

  it('reads a secret from a file', () => {
    const { settings } = load({ environment: { ADMIN_KEY_FILE: put('from a file\n') } });
    expect(settings.adminKey).toBe('from a file');
    const both = { ADMIN_KEY: 'itself', ADMIN_KEY_FILE: put('from a file') };
    expect(load({ environment: both }).settings.adminKey).toBe('itself');
  });

  it('refuses a secret file that is empty, which would be a key anybody has', () => {
    for (const content of ['', ' \n']) {
      const environment = { ADMIN_KEY_FILE: put(content) };
      const error = refused(() => load({ environment }));
      expect(error.message).toMatch(/^ADMIN_KEY_FILE must be/);
    }
  });

  it('refuses a secret file that is not there, and never reads one for what is no secret', () => {
    const none = join(folder, 'none');
    expect(refused(() => load({ environment: { SECRET_FILE: none } })).message).toContain(
      'SECRET_FILE',
    );
    expect(load({ environment: { PORT_FILE: none } }).settings.port).toBe(3000);
  });
});

describe('the settings of providers', () => {
  it('are gathered by kind, keys as a list, defaults left to whoever makes them', () => {
    const environment = { OPENAI_API_KEY: 'sk-1, sk-2', API_BASE_URL: 'https://relay.test/' };
    const { settings, sources } = load({ environment });
    expect(settings.providers.openai).toMatchObject({ apiKeys: ['sk-1', 'sk-2'] });
    expect(settings.providers.openai?.baseUrl).toBeUndefined();
    expect(settings.providers.relay).toMatchObject({ baseUrl: 'https://relay.test' });
    expect(settings.providers.xai?.apiKeys).toBeUndefined();
    expect(sources).toMatchObject({ OPENAI_API_KEY: 'environment', XAI_BASE_URL: 'default' });
  });

  it('take other spellings of a key', () => {
    const { settings } = load({ environment: { FAL_API_KEY: 'g' } });
    expect(settings.providers.fal?.apiKeys).toEqual(['g']);
  });

  it('never show a key: each of a list is among the secrets', () => {
    const environment = { OPENAI_API_KEY: 'sk-1,sk-2', ADMIN_KEY: 'door' };
    expect([...load({ environment }).secrets].sort()).toEqual(['door', 'sk-1', 'sk-2']);
  });
});

describe('readDotEnv', () => {
  it('reads pairs as shells write them, also behind a byte order mark', () => {
    const file = put('\uFEFFPORT=4000\n# a comment\nADMIN_KEY="a b"\nexport HOST=localhost\n');
    expect(readDotEnv(file)).toMatchObject({ PORT: '4000', ADMIN_KEY: 'a b', HOST: 'localhost' });
  });

  it('has none where there is no file', () => {
    expect(readDotEnv(join(folder, 'none'))).toEqual({});
  });
});

describe('readConfigFile', () => {
  it('reads values of any plain type, and lists', () => {
    const file = put(
      '\uFEFF{"PORT":4000,"DISABLE_LOCAL_SAVE":true,"TRUSTED_ORIGINS":["http://a.test","http://b.test"],"HOST":null}',
    );
    const { settings } = load({ configFile: readConfigFile(file) });
    expect(settings).toMatchObject({
      port: 4000,
      disableLocalSave: true,
      trustedOrigins: ['http://a.test', 'http://b.test'],
      host: '127.0.0.1',
    });
  });

  it('has none where there is no file', () => {
    expect(readConfigFile(join(folder, 'none'))).toEqual({});
  });

  it.each(['{"PORT":', '[]', '"PORT"', 'null', '7', '{"PORT":{"is":1}}', ''])(
    'refuses %j and names the file',
    (content) => {
      const file = put(content);
      const error = refused(() => readConfigFile(file));
      expect(error.message).toBe(
        `${file} must be a JSON object of settings, but it is something else.`,
      );
    },
  );
});
