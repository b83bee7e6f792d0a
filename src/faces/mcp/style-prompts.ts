import {
  type CompleteResult,
  type GetPromptResult,
  type McpServer,
  type Prompt,
  type PromptArgument,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { Caller } from '../../core/caller.ts';
import { AppError } from '../../core/errors.ts';
import { allowsModel } from '../../core/keys/scope.ts';
import type { Style } from '../../core/style.ts';
import type { Connection } from './exchange.ts';
import type { McpOptions } from './options.ts';
import { say } from './texts.ts';

/** The prompt that takes any style, also one that is not listed. */
const paintPrompt = 'paint';
const maxCompletions = 100;

/**
 * Adds a prompt for each style, one for all of them, and completions for their `style` and `model`.
 * On stdio those of callers are not listed, because hosts list prompts when they start and no
 * database is opened before it is needed; `paint` completes and takes them all the same.
 */
export function addStylePrompts(
  server: McpServer,
  options: McpOptions,
  connection: Connection,
): void {
  const { app, stdio } = options;
  const callerOf = (context: ServerContext) => connection.exchangeOf(context).caller;
  server.server.registerCapabilities({ prompts: { listChanged: false }, completions: {} });

  server.server.setRequestHandler('prompts/list', async (_request, context) => {
    const caller = callerOf(context);
    const styles = await app.styles.list(caller, { builtIn: stdio });
    return { prompts: [describePaint(caller), ...styles.map((style) => describe(style, caller))] };
  });

  server.server.setRequestHandler('prompts/get', async ({ params }, context) => {
    const caller = callerOf(context);
    const { subject, style = '', model = '' } = params.arguments ?? {};
    const named = params.name === paintPrompt ? style : params.name;
    if (!subject) throw invalid('The argument subject is missing.');
    try {
      const found = named === '' ? undefined : await app.styles.find(named, caller);
      return wordPrompt(subject, found, model, caller);
    } catch (thrown) {
      throw thrown instanceof AppError ? invalid(thrown.text(caller.locale)) : thrown;
    }
  });

  server.server.setRequestHandler('completion/complete', async ({ params }, context) => {
    const { argument, ref } = params;
    if (ref.type !== 'ref/prompt') return complete([], '');
    const caller = callerOf(context);
    if (argument.name === 'model') return complete(modelsFor(options, caller), argument.value);
    if (argument.name !== 'style') return complete([], '');
    const names = (await app.styles.list(caller)).map(({ name }) => name);
    return complete(names, argument.value);
  });
}

function describePaint({ locale }: Caller): Prompt {
  const [subject, model] = commonArguments({ locale });
  const style = { name: 'style', description: say('style_argument', locale, {}) };
  return {
    name: paintPrompt,
    title: say('paint_title', locale, {}),
    description: say('paint_about', locale, {}),
    arguments: [subject, style, model],
  };
}

function describe({ name, title, about }: Style, { locale }: Caller): Prompt {
  return {
    name,
    title: title[locale],
    description: about[locale] || title[locale],
    arguments: commonArguments({ locale }),
  };
}

function commonArguments({ locale }: Pick<Caller, 'locale'>): [PromptArgument, PromptArgument] {
  return [
    { name: 'subject', description: say('subject_argument', locale, {}), required: true },
    { name: 'model', description: say('model_argument', locale, {}) },
  ];
}

function wordPrompt(
  subject: string,
  style: Style | undefined,
  model: string,
  { locale }: Caller,
): GetPromptResult {
  const call = { prompt: subject, ...(style && { style: style.name }), ...(model && { model }) };
  const text = say('paint_message', locale, { call: JSON.stringify(call) });
  return {
    ...(style && { description: style.title[locale] }),
    messages: [{ role: 'user', content: { type: 'text', text } }],
  };
}

/** Retired names are left out: asked for, they lead to their successor all the same. */
function modelsFor({ app }: McpOptions, { key }: Caller): string[] {
  const patterns = key?.scopes.models;
  return app.providers
    .flatMap(({ name, models }) =>
      models()
        .filter(({ retired }) => !retired)
        .map(({ model }) => `${name}/${model}`),
    )
    .filter((id) => !patterns || allowsModel(patterns, id));
}

/** Those that begin with what was typed, then those that hold it. */
function complete(known: readonly string[], typed: string): CompleteResult {
  const word = typed.toLowerCase();
  const holding = [...new Set(known)].filter((value) => value.toLowerCase().includes(word));
  const begins = (value: string) => (value.toLowerCase().startsWith(word) ? 0 : 1);
  const values = holding.toSorted((a, b) => begins(a) - begins(b));
  return {
    completion: {
      values: values.slice(0, maxCompletions),
      total: values.length,
      hasMore: values.length > maxCompletions,
    },
  };
}

function invalid(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message);
}
