import type { McpServer, ServerOptions } from '@modelcontextprotocol/server';
import type { App } from '../../app.ts';
import type { Asset } from '../../core/image.ts';
import type { Locale } from '../../core/template.ts';
import type { Warning } from '../../core/warnings.ts';
import type { Gallery } from './gallery-file.ts';

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
  /** The inline view; default the one that was built in, if any was. */
  gallery?: Gallery;
  /** Whether an upload link would find anybody; absent where it surely does. */
  takesUploads?(): Promise<boolean>;
  /** Called before an image's URL is told, for what has to be ready by then. */
  beforeAnswer?(asset: Asset): Promise<readonly Warning[]>;
  /** How long a call may take before it is answered with a job id; default 39,000. */
  answerWithinMs?: number;
  /** The longest silence towards a client that asked for progress; default 8,000. */
  progressEveryMs?: number;
  /** What stands beside our own tools; no command sets it, the conformance tests do. */
  extension?: McpExtension;
}

/** Tools, resources and tasks beside ours, and prompts in the place of ours, on every instance. */
export interface McpExtension {
  /** Judges what clients carry from one round of a call to the next. */
  requestState: ServerOptions['requestState'];
  register(server: McpServer): void;
  /** One of its own tasks. */
  findTask(id: string): Task | undefined;
}

/** What goes on after its call was answered, as the protocol's `tasks/` methods use it. */
export interface Task {
  /** Where it stands, with all its fields; once it has ended its result or its error too. */
  show(): object | Promise<object>;
  /** Takes answers, by the names of the questions; what nobody asked is let go. */
  update(answers: Readonly<Record<string, unknown>>): void;
  cancel(): void;
}

/**
 * How long a call waits before it is answered with a job id, in milliseconds: some hosts give up at
 * 45 s, we promise 40 s, and the answer has a way to go.
 */
export const hostPatienceMs = 39_000;
