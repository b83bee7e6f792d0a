import * as z from 'zod/v4';
import { errorTable } from '../../../core/error-table.ts';
import { answerSchemas } from './answer-schemas.ts';
import {
  anything,
  type Content,
  type Door,
  groups,
  json,
  type Operation,
  wholeText,
} from './operation.ts';
import { operations } from './operations.ts';
import { operatorSchemas } from './operator-schemas.ts';
import { createRequestSchemas, type OfferedModel } from './request-schemas.ts';

/** What the document is made for. */
export interface DocumentOptions {
  /** Where this server is, as the one who asks knows it. */
  origin: string;
  version: string;
  /** The models to name. */
  models: readonly OfferedModel[];
}

type JsonObject = Record<string, unknown>;

/** This API as OpenAPI 3.1: the routes of `operations`, the schemas of zod, the errors of their table. */
export function openApiDocument({ origin, version, models }: DocumentOptions): JsonObject {
  const used = new Set<number>();
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations) {
    const { path, methods } = readRoute(operation.route);
    const described = describeOperation(operation, path, used);
    paths[path] ??= {};
    for (const method of methods) {
      const { requestBody, ...rest } = described;
      const hasBody = ['post', 'put'].includes(method) && requestBody !== undefined;
      const operationId = idOf(method, path);
      paths[path][method] = { operationId, ...rest, ...(hasBody && { requestBody }) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Maliang',
      version,
      description: 'A prompt in, a lasting image URL out. The images API is OpenAI’s.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: origin }],
    tags: Object.values(groups).map(({ en: name }) => ({ name })),
    paths,
    webhooks: { generationEnded: { post: webhookOperation } },
    components: {
      schemas: describeSchemas(models),
      responses: Object.fromEntries(
        [...used].map((status) => [errorName(status), errorAnswer(status)]),
      ),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'A key of this server, or the operator’s ADMIN_KEY.',
        },
      },
    },
  };
}

/** What a receiver is asked; it answers any 2xx. */
const webhookOperation = {
  description:
    'A generation has ended, signed as Standard Webhooks has it. `webhook-id` stays the same when it is sent again.',
  parameters: ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
    name,
    in: 'header',
    required: true,
    schema: { type: 'string' },
  })),
  requestBody: { required: true, content: describeContent({ [json]: 'WebhookMessage' }) },
  responses: { '2XX': { description: 'Taken; any other answer is asked again later.' } },
};

/** `GET /v1/models/:id` as OpenAPI has it; `ALL` are the methods of MCP. */
export function readRoute(route: string): { path: string; methods: string[] } {
  const [method = '', path = ''] = route.split(' ');
  return {
    path: path.replace(/:(\w+)/g, '{$1}'),
    methods: method === 'ALL' ? ['get', 'post', 'delete'] : [method.toLowerCase()],
  };
}

function idOf(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== '' && word !== 'v1');
  return [method, ...(words.length > 0 ? words : ['page'])].join('_');
}

function describeOperation(operation: Operation, path: string, used: Set<number>) {
  const { door, group, about, body, parameters = [] } = operation;
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const beside = parameters.map(({ name, in: where, schema, about: description }) => ({
    name,
    in: where,
    description,
    schema: refer(schema),
  }));
  const refusals = new Set([...doorErrors[door], ...(operation.errors ?? [])]);
  for (const status of refusals) used.add(status);
  return {
    tags: [groups[group].en],
    description: about.en,
    ...(door === 'key' || door === 'operator' ? { security: [{ bearer: [] }] } : {}),
    ...(inPath.length + beside.length > 0 && { parameters: [...inPath, ...beside] }),
    ...(body && { requestBody: { required: true, content: describeContent(body) } }),
    responses: {
      ...describeAnswers(operation),
      ...Object.fromEntries(
        [...refusals].map((status) => [
          status,
          { $ref: `#/components/responses/${errorName(status)}` },
        ]),
      ),
      ...(door === 'secret' && { default: olderRefusal }),
    },
  };
}

const doorErrors: Readonly<Record<Door, readonly number[]>> = {
  open: [],
  key: [401, 403, 500, 503],
  operator: [401, 403, 500, 503],
  secret: [],
};

const olderRefusal = {
  description: 'What went wrong, with the upstream’s own status.',
  content: describeContent({ [json]: 'OlderError' }),
};

function describeAnswers({ answers, headers = {} }: Operation) {
  const told = Object.entries(headers).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return Object.fromEntries(
    Object.entries(answers).map(([status, content]) => [
      status,
      {
        description: Number(status) < 400 ? 'As asked.' : 'Not now.',
        ...(told.length > 0 && { headers: Object.fromEntries(told) }),
        ...(Object.keys(content).length > 0 && { content: describeContent(content) }),
      },
    ]),
  );
}

function describeContent(content: Content) {
  return Object.fromEntries(
    Object.entries(content).map(([mediaType, schema]) => [
      mediaType,
      schema === anything
        ? {}
        : { schema: schema === wholeText ? { type: 'string' } : refer(schema) },
    ]),
  );
}

function refer(schema: string) {
  return { $ref: `#/components/schemas/${schema}` };
}

function errorName(status: number): string {
  return `Error${status}`;
}

/** Every code of the table that has this status, with its words. */
function errorAnswer(status: number) {
  const rows = Object.entries(errorTable).filter(([, row]) => row.status === status);
  return {
    description: rows.map(([code, { en }]) => `\`${code}\`: ${en}`).join('\n\n'),
    headers: {
      'x-should-retry': { schema: { enum: ['true', 'false'] } },
      ...(status === 429 && { 'retry-after': { schema: { type: 'integer' } } }),
    },
    content: describeContent({ [json]: 'Error' }),
  };
}

function describeSchemas(models: readonly OfferedModel[]): JsonObject {
  const registry = z.registry<{ id: string }>();
  const all = { ...createRequestSchemas(models), ...answerSchemas, ...operatorSchemas };
  for (const [id, schema] of Object.entries(all)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, { $schema, $id, ...schema }]) => [id, schema]),
  );
}
