import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { npxConnection, type StdioConnection, type System } from '../core/connect/connection.ts';
import type { Locale } from '../core/template.ts';
import type { CommandLine } from '../faces/cli/command-line.ts';
import { init } from '../faces/cli/init.ts';
import { configFile, type Environment } from './surroundings.ts';

/** `maliang init`, which needs no settings, so that wrong ones do not stop it. */
export async function runInit(
  { words, initOptions }: CommandLine,
  environment: Environment,
  locale: Locale,
): Promise<void> {
  const system = systemOf(process.platform);
  const asking = process.stdin.isTTY ? createAsking() : undefined;
  try {
    await init(words, {
      machine: {
        system,
        home: (system === 'win32' ? environment.USERPROFILE : environment.HOME) || homedir(),
        appData: environment.APPDATA || undefined,
        xdgConfigHome: environment.XDG_CONFIG_HOME || undefined,
      },
      installed: installedConnection(system, process.execPath, process.argv[1] ?? ''),
      options: initOptions,
      locale,
      settingsFile: configFile(environment),
      ask: asking?.ask,
      print: (text) => process.stdout.write(`${text}\n`),
      now: Date.now(),
    });
  } finally {
    asking?.close();
  }
}

/** From npm where `npx` runs us, whose folders come and go; else this very installation. */
export function installedConnection(system: System, node: string, script: string): StdioConnection {
  if (/[\\/]_npx[\\/]/.test(script)) return npxConnection(system);
  return { kind: 'stdio', command: node, args: [resolveLink(script), 'mcp'], secrets: [] };
}

/** The command in a folder of commands is a link to the file itself, which keeps its chunks beside it. */
function resolveLink(script: string): string {
  try {
    return realpathSync(script);
  } catch {
    return script;
  }
}

function systemOf(platform: NodeJS.Platform): System {
  return platform === 'win32' || platform === 'darwin' ? platform : 'linux';
}

/** Questions go to stderr, so that stdout has what was done and nothing else. */
function createAsking() {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return { ask: (question: string) => lines.question(question), close: () => lines.close() };
}
