import { join } from 'node:path';
import { loadSettings, readConfigFile, readDotEnv } from './config/load.ts';
import { exitCodes } from './core/error-table.ts';
import { toAppError } from './core/errors.ts';
import type { Locale } from './core/template.ts';
import { type Command, type CommandLine, readCommandLine } from './faces/cli/command-line.ts';
import type { Launch } from './launch/launch.ts';
import { configFile, isSpokenTo } from './launch/surroundings.ts';

/** Put in by the build from package.json. */
declare const MALIANG_VERSION: string;

const environment = process.env;
const interruptedExit = 130;

/** Reads the command line and the settings, then starts the one command they ask for. */
async function main(): Promise<void> {
  const line = readCommandLine(process.argv.slice(2));
  if (line.options.version) return print(MALIANG_VERSION);
  if (line.options.help) {
    const { helpText } = await import('./faces/cli/help.ts');
    return print(helpText(guessLocale()));
  }
  const command = line.command ?? defaultCommand();
  if (command === 'init') {
    const { runInit } = await import('./launch/init.ts');
    return runInit(line, environment, guessLocale());
  }
  const loaded = loadSettings({
    flags: line.flags,
    environment,
    // An MCP host starts us in somebody's project, whose .env is not meant for us.
    dotEnv: command === 'mcp' ? {} : readDotEnv(join(process.cwd(), '.env')),
    configFile: readConfigFile(configFile(environment)),
  });
  // What most of the bundle hangs on is loaded only now, so that a wrong word is told at once.
  const { createLogger } = await import('./kit/logger.ts');
  const { prepareLaunch } = await import('./launch/launch.ts');
  const { settings, secrets } = loaded;
  const logger = createLogger({ level: settings.logLevel, secrets });
  await run(command, prepareLaunch(line, loaded, environment, MALIANG_VERSION, logger));
}

async function run(command: Exclude<Command, 'init'>, launch: Launch): Promise<void> {
  switch (command) {
    case 'serve':
      return (await import('./launch/serve.ts')).runServe(launch);
    case 'mcp':
      return (await import('./launch/mcp.ts')).runMcp(launch);
    case 'generate':
    case 'edit':
    case 'compare':
      return (await import('./launch/paint.ts')).runPaint(command, launch);
    case 'styles':
      return (await import('./launch/styles.ts')).runStyles(launch);
    case 'keys':
      return (await import('./launch/keys.ts')).runKeys(launch);
    case 'cost':
      return (await import('./launch/cost.ts')).runCost(launch);
    case 'doctor':
      return (await import('./launch/doctor.ts')).runDoctor(launch);
    case 'export':
    case 'import':
    case 'migrate':
      return (await import('./launch/archive.ts')).runArchive(command, launch);
  }
}

/** `npm start` means serve; else a terminal means serve, and a pipe or a socket means mcp. */
function defaultCommand(): NonNullable<CommandLine['command']> {
  if (environment.npm_lifecycle_event === 'start') return 'serve';
  return isSpokenTo() ? 'mcp' : 'serve';
}

/** The language of errors that come before the settings are read. */
function guessLocale(): Locale {
  const tongue = environment.LOCALE || environment.LC_ALL || environment.LANG || '';
  return tongue.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((thrown: unknown) => {
  const error = toAppError(thrown);
  process.stderr.write(`${error.text(guessLocale())}\n`);
  if (error.code === 'internal' && error.cause instanceof Error) {
    process.stderr.write(`${error.cause.stack ?? error.cause.message}\n`);
  }
  const interrupted = error.code === 'cancelled' || error.code === 'stopped';
  process.exitCode = interrupted ? interruptedExit : exitCodes[error.row.exit];
});
