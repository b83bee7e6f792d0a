import { say } from './words.ts';

/** A JSON object that nobody has checked. */
export type Loose = Record<string, unknown>;

/** What a tool of our server answered. */
export interface ToolResult {
  isError?: boolean;
  content?: {
    type: string;
    text?: string;
    data?: string;
    mimeType?: string;
    resource?: { blob?: string };
  }[];
  structuredContent?: Loose;
}

/**
 * What the host may ask of the view, or tell it, by the last part of the method; it asks nothing
 * that more is to be answered to than that it was heard.
 */
export type Ears = Record<string, (params: Loose) => unknown>;

const methodNotFound = -32601;
const waiting = new Map<unknown, (message: Loose) => void>();

/** Hears what the window above says, and it alone. */
export function listen(ears: Ears): void {
  addEventListener('message', ({ source, data }: MessageEvent<Loose | undefined>) => {
    if (source !== parent || data?.jsonrpc !== '2.0') return;
    const { id, method, params } = data;
    if (typeof method !== 'string') return waiting.get(id)?.(data);
    const name = method.replace(/.*\//, '');
    const hear = Object.hasOwn(ears, name) ? ears[name] : undefined;
    hear?.(asLoose(params));
    if (id === undefined) return;
    post({ id, ...(hear ? { result: {} } : { error: { code: methodNotFound, message: method } }) });
  });
}

function post(message: Loose): void {
  parent.postMessage({ jsonrpc: '2.0', ...message }, '*');
}

/** Tells the host something that it does not answer. */
export function notify(method: string, params: Loose): void {
  post({ method, params });
}

/** Asks the host; what went wrong, there or at our server, is thrown in its own words. */
export function ask(method: string, params: Loose): Promise<Loose> {
  return new Promise((resolve, reject) => {
    const id = waiting.size;
    waiting.set(id, ({ result, error }) => {
      const answer: ToolResult = asLoose(result);
      if (!error && !answer.isError) return resolve(asLoose(result));
      reject(new Error(String(asLoose(error).message ?? (textOf(answer) || say('failed')))));
    });
    post({ id, method, params });
  });
}

/** Calls a tool of our server. */
export function call(name: string, input: Loose): Promise<ToolResult> {
  return ask('tools/call', { name, arguments: input });
}

/** The first text of a result. */
export function textOf({ content }: ToolResult): string {
  return content?.find(({ type }) => type === 'text')?.text ?? '';
}

/** An object, empty where it is none. */
export function asLoose(value: unknown): Loose {
  return typeof value === 'object' && value ? { ...value } : {};
}

/** A list, empty where it is none. */
export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
