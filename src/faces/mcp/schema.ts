import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Arguments of a call as they came, of any type and with names nobody knows. */
export type ToolInput = Readonly<Record<string, unknown>>;

/** A text parameter. */
export function text(description: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'string', description, ...more };
}

/** A whole number. */
export function integer(description: string, more: JsonSchema = {}): JsonSchema {
  return { type: 'integer', description, ...more };
}

/** An open object: names that are not listed are let through, for the tool to judge. */
export function object(properties: JsonSchema, required: readonly string[] = []): JsonSchema {
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

/**
 * A schema for the SDK that shows itself and lets everything pass: what is wrong is told by the core,
 * in its own words and the caller's language, and never as a protocol error.
 */
export function asShown(schema: JsonSchema): StandardSchemaWithJSON<ToolInput, ToolInput> {
  const show = () => ({ ...schema });
  return {
    '~standard': {
      version: 1,
      vendor: 'maliang',
      validate: (value) => ({ value: isObject(value) ? value : {} }),
      jsonSchema: { input: show, output: show },
    },
  };
}

/** Parameters of a method of ours, any of them. */
export const openSchema: StandardSchemaWithJSON<ToolInput, ToolInput> = asShown(object({}));

function isObject(value: unknown): value is ToolInput {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
