import type { SettingReport } from '../../../config/report-settings.ts';
import type { Settings } from '../../../config/settings.ts';
import type { Finding } from '../../../core/doctor/finding.ts';
import type { Provider } from '../../../core/provider.ts';
import type { Template } from '../../../core/template.ts';
import type { HttpClient } from '../../../kit/http-client.ts';
import type { ClockWatch } from './clock.ts';

/** What checks look at and work with. */
export interface CheckTools {
  settings: Settings;
  settingReports: readonly SettingReport[];
  dataDir: string;
  /** Trusts what the operator named, this server's own addresses and the usual local ones. */
  client: HttpClient;
  clock: ClockWatch;
  /** The configured ones, each once for each of its keys. */
  providers: readonly { provider: Provider; key: number; of: number }[];
  /** How this installation is started as an MCP server: a program and its words. */
  ownCommand: { command: string; args: readonly string[] };
  environment: Readonly<Record<string, string | undefined>>;
  /** Whether it may leave something elsewhere for a moment, or spend something. */
  live: boolean;
  signal: AbortSignal;
}

/** One thing that is looked at. */
export interface Check {
  title: Template;
  run(tools: CheckTools): Promise<Finding[]>;
}

/** Why something failed, in a few words. */
export function reasonOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  return thrown.message || code || thrown.name;
}
