import type { McpServer, ServerOptions } from '@modelcontextprotocol/server';
import type { App } from '../../app.ts';
import type { Asset } from '../../core/image.ts';
import type { Locale } from '../../core/template.ts';
import type { Warning } from '../../core/warnings.ts';

/** What the MCP face is told by the settings, the same for every caller. */
export interface McpOptions {
  app: App;
  /** The language of what people read before anybody calls: the titles of tools. */
  locale: Locale;
  version: string;
  /** The model that paints when none is named, for the tools' descriptions. */
  defaultImageModelHint?: string;
  /** Where saved pictures go, as the tools name it. */
  saveFolderLabel: string;
  /** Folders that file paths may lie in; used on stdio alone. */
  fileFolders: readonly string[];
  /** Whether the caller sits on this machine: it may hand in paths and is told some. */
  stdio: boolean;
  /** Whether the tools offer to take the caller's own keys and addresses. */
  callerCredentials: boolean;
  /** In US dollars: what may cost more is painted when the user has agreed; undefined asks nobody. */
  confirmAboveUsd?: number | undefined;
  /** In US dollars: what an image counts as whose price nobody knows; undefined as above any limit. */
  assumedPriceUsd?: number | undefined;
  /** Which tools are offered; default the five that most need. */
  tools?: 'default' | 'all';
  /** Whether an upload link would find anybody; absent where it surely does. */
  takesUploads?(): Promise<boolean>;
  /** Called before an image's URL is told, for what has to be ready by then. */
  beforeAnswer?(asset: Asset): Promise<readonly Warning[]>;
  /** How long a call may take before it is answered with a job id; default 40,000. */
  answerWithinMs?: number;
  /** The longest silence towards a client that asked for progress; default 8,000. */
  progressEveryMs?: number;
  /** What stands beside our own tools; no command sets it, the conformance tests do. */
  extension?: McpExtension;
}

/** Tools and resources beside ours, and prompts in the place of ours, on every server instance. */
export interface McpExtension {
  /** Judges what clients carry from one round of a call to the next. */
  requestState: ServerOptions['requestState'];
  register(server: McpServer): void;
}

/** How long an MCP host surely waits for an answer, in milliseconds: some give up at 45 s. */
export const hostPatienceMs = 40_000;
