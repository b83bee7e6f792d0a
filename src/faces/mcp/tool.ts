import type {
  CallToolResult,
  InputRequiredResult,
  ToolAnnotations,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../core/caller.ts';
import type { Spool } from '../../kit/spool.ts';
import type { AskUser } from './ask-user.ts';
import type { McpOptions } from './options.ts';
import type { JsonSchema, ToolInput } from './schema.ts';
import type { Show } from './show.ts';

/** A tool: how it is offered and what it does. Everything about it stands in its one file. */
export interface Tool {
  name: string;
  /** For people. */
  title: string;
  /** For models: what it does, when to use it, what comes back. */
  description: string;
  input: JsonSchema;
  /** Left out where no model reads the answer. */
  output?: JsonSchema;
  annotations: Required<Omit<ToolAnnotations, 'title'>>;
  /** Whether a call may ask for the pictures themselves beside their URLs. */
  showsPictures?: true;
  /** Whether it is there for the inline view, and for no model. */
  forView?: true;
  /** Throws AppError; whatever is thrown becomes a result with `isError`. */
  run(input: ToolInput, call: ToolCall): Promise<CallToolResult | InputRequiredResult>;
}

/** One call of a tool. */
export interface ToolCall {
  options: McpOptions;
  caller: Caller;
  /** Long base64 by the markers that stand for it in the arguments; what is not taken is freed. */
  spools: Map<string, Spool>;
  /** Aborts when the caller takes its wish back, and only then. */
  cancelled: AbortSignal;
  /** Aborts when nobody waits for the answer any more, which stops no work. */
  left: AbortSignal;
  /** Whether the client takes a task in place of a result. */
  takesTasks: boolean;
  /** Undefined where the client cannot ask its user anything. */
  askUser: AskUser | undefined;
  /** What of the pictures themselves stands in the answer. */
  show: Show;
  /** Whether whoever waits sees previews of an unfinished picture. */
  showsPreviews: boolean;
  /** When it began, in milliseconds since 1970. */
  startedAt: number;
  /** Tells a client that asked for it how things stand; never fails. */
  report(message: string): void;
  /** Work that goes on after the answer. */
  track(work: Promise<unknown>): void;
}
