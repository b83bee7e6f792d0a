import { type App, createApp } from '../app.ts';
import type { LoadedSettings } from '../config/load.ts';
import { reportSettings, type SettingReport } from '../config/report-settings.ts';
import type { Settings } from '../config/settings.ts';
import type { Caller } from '../core/caller.ts';
import type { Logger } from '../core/logger.ts';
import type { Locale } from '../core/template.ts';
import type { CommandLine } from '../faces/cli/command-line.ts';
import { describeGeneration } from '../faces/http/openai/generation-object.ts';
import { readMeasured } from './measured-file.ts';
import { dataFolder, type Environment, machineLocale, saveFolder } from './surroundings.ts';

/** Everything a command is started with. */
export interface Launch {
  line: CommandLine;
  settings: Settings;
  environment: Environment;
  /** Every setting as it stands, for people. */
  settingReports: readonly SettingReport[];
  version: string;
  locale: Locale;
  dataDir: string;
  saveDir: string;
  logger: Logger;
  /**
   * Makes the app; `mayBeVolatile` lets it go on in memory where nothing can be written, `recovers`
   * has it go on with what dead processes left, without being opened.
   */
  createApp(options: { mayBeVolatile: boolean; recovers?: boolean }): App;
}

/** Gathers what the commands need; nothing is opened yet. */
export function prepareLaunch(
  line: CommandLine,
  loaded: LoadedSettings,
  environment: Environment,
  version: string,
  logger: Logger,
): Launch {
  const { settings } = loaded;
  const dataDir = dataFolder(settings, environment);
  const saveDir = saveFolder(settings, dataDir);
  return {
    line,
    settings,
    environment,
    settingReports: reportSettings(loaded),
    version,
    locale: machineLocale(settings, environment),
    dataDir,
    saveDir,
    logger,
    createApp: (how) =>
      createApp({
        ...{ settings, dataDir, saveDir, logger, describeGeneration },
        measured: readMeasured(dataDir, logger),
        ...how,
      }),
  };
}

/** The user of this machine, who may do everything and bring anything. */
export function localCaller(launch: Launch, face: Caller['face']): Caller {
  const { settings, locale } = launch;
  return {
    id: 'local',
    key: undefined,
    face,
    locale,
    mayBringCredentials: settings.callerCredentials !== 'off',
    rateKey: undefined,
    ratePerMinute: undefined,
    assetOrigin: settings.publicUrl ?? `http://127.0.0.1:${settings.port}`,
  };
}
