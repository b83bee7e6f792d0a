import { existsSync } from 'node:fs';
import { posix, win32 } from 'node:path';
import type { System } from '../../../core/connect/connection.ts';
import type { Program } from '../../../core/connect/program.ts';

/** What tells where programs keep their files. */
export interface Machine {
  system: System;
  /** The folder of the user. */
  home: string;
  /** `%APPDATA%`, where there is one. */
  appData: string | undefined;
  /** `$XDG_CONFIG_HOME`, where it is set. */
  xdgConfigHome: string | undefined;
}

/** The file of a program on this machine; undefined where it has none. */
export function findFile({ file }: Program, machine: Machine): string | undefined {
  if (!file) return undefined;
  const { system, home, appData, xdgConfigHome } = machine;
  const { join, normalize } = system === 'win32' ? win32 : posix;
  const place = file.places[system]
    .replace('%APPDATA%', () => appData ?? join(home, 'AppData', 'Roaming'))
    .replace(/^~\/\.config(?=\/)/, (usual) => (system === 'linux' && xdgConfigHome) || usual)
    .replace(/^~(?=[\\/])/, () => home);
  return normalize(place);
}

/** Whether a program seems to be on this machine: its file is there, or a folder of its own. */
export function isInstalled(program: Program, machine: Machine): boolean {
  const file = findFile(program, machine);
  if (file === undefined) return false;
  if (existsSync(file)) return true;
  const { dirname } = machine.system === 'win32' ? win32 : posix;
  const folder = dirname(file);
  // A file that stands in the home itself says nothing by its folder.
  return folder !== machine.home && existsSync(folder);
}
