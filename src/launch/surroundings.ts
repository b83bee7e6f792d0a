import { accessSync, constants, fstatSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import type { Locale } from '../core/template.ts';

/** The environment of the process, read once in `main.ts`. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where records and images live: DATA_DIR, else the place this system keeps such things. */
export function dataFolder({ dataDir }: Settings, environment: Environment): string {
  const shared = environment.XDG_DATA_HOME || environment.LOCALAPPDATA;
  return dataDir ?? join(shared || join(home(environment), '.local', 'share'), 'maliang');
}

/** The config file's place; it need not exist. */
export function configFile(environment: Environment): string {
  const folder = environment.XDG_CONFIG_HOME || environment.APPDATA;
  return join(folder || join(home(environment), '.config'), 'maliang', 'config.json');
}

/** Where pictures are saved: SAVE_DIR, else the working directory where it can be written. */
export function saveFolder({ saveDir }: Settings, dataDir: string): string {
  if (saveDir !== undefined) return saveDir;
  try {
    accessSync(process.cwd(), constants.W_OK);
    return process.cwd();
  } catch {
    return join(dataDir, 'saved');
  }
}

/** A cloud runner may have no HOME and no user of its own. */
function home(environment: Environment): string {
  try {
    return environment.HOME || homedir();
  } catch {
    return process.cwd();
  }
}

/** The language of this machine: LOCALE, else LANG, else English. */
export function machineLocale(settings: Settings, environment: Environment): Locale {
  if (settings.locale) return settings.locale;
  const tongue = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || '';
  return tongue.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** Whether something talks to stdin: a pipe or a socket, as an MCP host opens it. */
export function isSpokenTo(): boolean {
  try {
    const stdin = fstatSync(0);
    return stdin.isFIFO() || stdin.isSocket();
  } catch {
    return false;
  }
}
