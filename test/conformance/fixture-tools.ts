import { setTimeout as sleep } from 'node:timers/promises';
import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
} from '@modelcontextprotocol/server';
import { asShown, type JsonSchema, object, text } from '../../src/faces/mcp/schema.ts';
import { solidPng } from '../fakes/png.ts';

/** A picture of one pixel, in base64. */
export const pixel = solidPng(1, 1).toString('base64');

const silentWav = 'UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAAAAA==';

type Answer = CallToolResult | InputRequiredResult;
type Run = (
  input: Readonly<Record<string, unknown>>,
  context: ServerContext,
) => Answer | Promise<Answer>;

/** A result of one text. */
export function said(words: string): CallToolResult {
  return { content: [{ type: 'text', text: words }] };
}

/** Registers a tool the way the product registers its own. */
export function addTool(
  server: McpServer,
  name: string,
  run: Run,
  input: JsonSchema = object({}),
): void {
  const config = { description: `The suite's ${name}.`, inputSchema: asShown(input) };
  server.registerTool(name, config, async (given, context) => run(given, context));
}

/** The tools the suite expects of every server, by the names and words it looks for. */
export function addPlainTools(server: McpServer): void {
  addTool(server, 'test_simple_text', () => said('This is a simple text response for testing.'));
  addTool(server, 'test_image_content', () => ({
    content: [{ type: 'image', data: pixel, mimeType: 'image/png' }],
  }));
  addTool(server, 'test_audio_content', () => ({
    content: [{ type: 'audio', data: silentWav, mimeType: 'audio/wav' }],
  }));
  addTool(server, 'test_embedded_resource', () => ({
    content: [
      resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
    ],
  }));
  addTool(server, 'test_multiple_content_types', () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      { type: 'image', data: pixel, mimeType: 'image/png' },
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  }));
  addTool(server, 'test_error_handling', () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  addTool(server, 'test_tool_with_progress', reportThrice);
  addTool(server, 'json_schema_2020_12_tool', () => said('done'), modernSchema);
  addTool(
    server,
    'test_header_parameter',
    () => said('done'),
    object({ region: text('Where.', { 'x-mcp-header': 'Region' }) }, ['region']),
  );
  addLoggingTools(server);
  addAskingTools(server);
}

function resource(uri: string, mimeType: string, words: string) {
  return { type: 'resource' as const, resource: { uri, mimeType, text: words } };
}

const reportThrice: Run = async (_input, { mcpReq }) => {
  const progressToken = mcpReq._meta?.progressToken;
  for (const progress of [0, 50, 100]) {
    if (progressToken !== undefined) {
      const params = { progressToken, progress, total: 100 };
      await mcpReq.notify({ method: 'notifications/progress', params });
    }
    await sleep(50);
  }
  return said('done');
};

function addLoggingTools(server: McpServer): void {
  addTool(server, 'test_tool_with_logging', async (_input, { mcpReq }) => {
    for (const data of ['started', 'processing data', 'completed']) {
      const params = { level: 'info', data: `Tool ${data}` };
      await mcpReq.notify({ method: 'notifications/message', params });
      await sleep(50);
    }
    return said('done');
  });
  addTool(server, 'test_logging_tool', async (_input, { mcpReq }) => {
    await mcpReq.log('info', 'The tool runs.');
    return said('done');
  });
}

/** The 2025 era's questions to the client in the middle of a call. */
function addAskingTools(server: McpServer): void {
  addTool(
    server,
    'test_sampling',
    async ({ prompt }, { mcpReq }) => {
      const content = { type: 'text', text: String(prompt) };
      const params = { messages: [{ role: 'user', content }], maxTokens: 100 };
      const answer = await mcpReq.send({ method: 'sampling/createMessage', params });
      return said(`LLM response: ${JSON.stringify(answer.content)}`);
    },
    object({ prompt: text('What is asked.') }, ['prompt']),
  );
  const ask = async (message: string, properties: JsonSchema, { mcpReq }: ServerContext) => {
    const params = { message, requestedSchema: { type: 'object', properties } };
    const { action, content } = await mcpReq.send({ method: 'elicitation/create', params });
    return `action=${action}, content=${JSON.stringify(content ?? {})}`;
  };
  addTool(
    server,
    'test_elicitation',
    async ({ message }, context) => {
      const properties = { username: text("User's response"), email: text("User's e-mail") };
      return said(`User response: ${await ask(String(message), properties, context)}`);
    },
    object({ message: text('What is asked.') }, ['message']),
  );
  const forms = {
    test_elicitation_sep1034_defaults: formWithDefaults,
    test_elicitation_sep1330_enums: formWithChoices,
  };
  for (const [name, form] of Object.entries(forms)) {
    addTool(server, name, async (_input, context) =>
      said(`Elicitation completed: ${await ask('Please fill in', form, context)}`),
    );
  }
}

const formWithDefaults = {
  name: text('User name', { default: 'John Doe' }),
  age: { type: 'integer', description: 'User age', default: 30 },
  score: { type: 'number', description: 'User score', default: 95.5 },
  status: text('User status', { enum: ['active', 'inactive', 'pending'], default: 'active' }),
  verified: { type: 'boolean', description: 'Verification status', default: true },
};

const choices = ['option1', 'option2', 'option3'];
const titled = ['value1', 'value2', 'value3'].map((value) => ({ const: value, title: value }));
const formWithChoices = {
  untitledSingle: { type: 'string', enum: choices },
  titledSingle: { type: 'string', oneOf: titled },
  legacyEnum: { type: 'string', enum: ['opt1', 'opt2'], enumNames: ['Option One', 'Option Two'] },
  untitledMulti: { type: 'array', items: { type: 'string', enum: choices } },
  titledMulti: { type: 'array', items: { anyOf: titled } },
};

/** Uses every keyword that the suite wants to see again. */
const modernSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  $defs: {
    address: {
      $anchor: 'addressDef',
      type: 'object',
      properties: { street: { type: 'string' }, city: { type: 'string' } },
    },
  },
  properties: {
    name: { type: 'string' },
    address: { $ref: '#/$defs/address' },
    contactMethod: { type: 'string', enum: ['phone', 'email'] },
    phone: { type: 'string' },
    email: { type: 'string' },
  },
  allOf: [{ anyOf: [{ required: ['phone'] }, { required: ['email'] }] }],
  if: { properties: { contactMethod: { const: 'phone' } }, required: ['contactMethod'] },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: { required: ['phone'] },
  else: { required: ['email'] },
  additionalProperties: false,
};
