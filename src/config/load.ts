import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { AppError } from '../core/errors.ts';
import { readProviderChoices } from './provider-settings.ts';
import { type Settings, settingRows } from './settings.ts';

/** Where a setting's value came from. */
export type SettingSource = 'flag' | 'environment' | '.env' | 'config file' | 'default' | 'unset';

/** The settings, and for each where it came from. */
export interface LoadedSettings {
  settings: Settings;
  /** By the name of the setting in code; a provider's by its name in the environment. */
  sources: Readonly<Record<string, SettingSource>>;
  /** As they were written, by the name in code, without logins; none of secrets and of what is unset. */
  texts: Texts;
  /** The values that are never shown. */
  secrets: readonly string[];
}

const somethingElse = { en: 'something else', zh: '其他内容' };

type Texts = Readonly<Record<string, string | undefined>>;

/** What settings are loaded from, the first that has a name wins. */
export interface SettingTexts {
  /** From the command line, by the setting's environment name. */
  flags: Texts;
  environment: Texts;
  dotEnv: Texts;
  configFile: Texts;
}

/** Turns text into settings; throws `wrong_setting` naming the variable, the expected and the got. */
export function loadSettings(texts: SettingTexts): LoadedSettings {
  const settings: Record<string, unknown> = {};
  const sources: Record<string, SettingSource> = {};
  const set = new Map<string, unknown>();
  const secrets: string[] = [];
  const written: Record<string, string> = {};
  const layers: [SettingSource, Texts][] = [
    ['flag', texts.flags],
    ['environment', texts.environment],
    ['.env', texts.dotEnv],
    ['config file', texts.configFile],
  ];
  for (const row of settingRows) {
    settings[row.name] = row.default;
    sources[row.name] = row.default === undefined ? 'unset' : 'default';
    for (const [source, layer] of layers) {
      const found = findText(layer, [row.env, ...(row.aliases ?? [])], row.secret === true);
      if (found === undefined) continue;
      const value = row.format.parse(found.text);
      if (value === undefined) {
        const got = row.secret ? somethingElse : JSON.stringify(withoutLogin(found.text));
        const { expected } = row.format;
        throw new AppError('wrong_setting', { name: found.name, expected, got });
      }
      settings[row.name] = value;
      sources[row.name] = source;
      set.set(row.name, value);
      if (row.secret) secrets.push(...[value].flat().map(String));
      else written[row.name] = withoutLogin(found.text);
      break;
    }
  }
  const providers = readProviderChoices(set);
  return {
    settings: { ...(settings as Omit<Settings, 'providers'>), providers },
    sources,
    texts: written,
    secrets,
  };
}

/** An address may carry a password, which no error shows. */
function withoutLogin(text: string): string {
  return text.replace(/\/\/[^/\s]*@/g, '//…@');
}

/** An empty or blank value means unset, as compose files and hosts' forms write it. */
function findText(layer: Texts, names: readonly string[], secret: boolean) {
  for (const name of names) {
    const text = layer[name]?.trim();
    if (text) return { name, text };
    const file = secret ? layer[`${name}_FILE`]?.trim() : undefined;
    if (file) return { name: `${name}_FILE`, text: readSecretFile(`${name}_FILE`, file) };
  }
  return undefined;
}

function readSecretFile(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const expected = { en: 'a file that can be read', zh: '可读取的文件' };
    throw new AppError('wrong_setting', { name, expected, got: JSON.stringify(file) });
  }
}

/** The pairs of a `.env` file; none where there is no such file. */
export function readDotEnv(file: string): Texts {
  const content = readIfThere(file);
  return content === undefined ? {} : parseEnv(content);
}

/** The pairs of a JSON config file whose names are those of the environment; none without a file. */
export function readConfigFile(file: string): Texts {
  const content = readIfThere(file);
  if (content === undefined) return {};
  try {
    const settings: unknown = JSON.parse(content);
    if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
      throw new TypeError('not an object');
    }
    const pairs = Object.entries(settings);
    return Object.fromEntries(pairs.map(([name, value]) => [name, textOf(value)]));
  } catch (cause) {
    const expected = { en: 'a JSON object of settings', zh: '由设置组成的 JSON 对象' };
    throw new AppError('wrong_setting', { name: file, expected, got: somethingElse }, { cause });
  }
}

/** A value as it would stand in the environment; a list is joined with commas. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(',');
  if (typeof value === 'object' && value !== null) throw new TypeError('not a plain value');
  return String(value ?? '');
}

function readIfThere(file: string): string | undefined {
  try {
    // Some editors begin a file with a mark of its encoding.
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}
