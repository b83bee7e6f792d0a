import { describe, expect, it } from 'vitest';
import { registeredRoutes } from '../../../../test/docs/routes-page.ts';
import { testCapability } from '../../../../test/fakes/wishes.ts';
import { errorTable } from '../../../core/error-table.ts';
import { keyFields } from '../keys.ts';
import { imageFields, readImageFields } from '../openai/fields.ts';
import { openApiDocument, readRoute } from './document.ts';
import { operations } from './operations.ts';
import { createRequestSchemas } from './request-schemas.ts';

const models = [
  { provider: 'brush', row: testCapability() },
  { provider: 'quill', row: testCapability({ model: 'quill-2', qualities: ['fine', 'high'] }) },
];

interface Document {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, { operationId: string; security?: object[] }>>;
  components: Record<'schemas' | 'responses' | 'securitySchemes', Record<string, unknown>>;
}

const make = (named = models) =>
  openApiDocument({
    origin: 'https://img.test',
    version: '1.2.3',
    models: named,
  }) as unknown as Document;

/** The names behind every `$ref`, for example `schemas/Image`. */
function refersTo(value: unknown): string[] {
  const found = JSON.stringify(value).matchAll(/"\$ref":"#\/components\/([^"]+)"/g);
  return [...found].map(([, name = '']) => name);
}

describe('the OpenAPI document', () => {
  it('has every route of the route table, and no other', () => {
    expect(operations.map(({ route }) => route).sort()).toEqual(registeredRoutes().sort());
    const shown = Object.entries(make().paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    const expected = registeredRoutes().flatMap((route) => {
      const { path, methods } = readRoute(route);
      return methods.map((method) => `${method} ${path}`);
    });
    expect(shown.sort()).toEqual(expected.sort());
  });

  it('refers to nothing that it does not have, and has nothing that nobody refers to', () => {
    const document = make();
    const { schemas, responses } = document.components;
    const has = [
      ...Object.keys(schemas).map((name) => `schemas/${name}`),
      ...Object.keys(responses).map((name) => `responses/${name}`),
    ];
    expect([...new Set(refersTo(document))].sort()).toEqual(has.sort());
  });

  it('gives every operation a name of its own, and every closed door its lock', () => {
    const all = Object.values(make().paths).flatMap((methods) => Object.values(methods));
    expect(new Set(all.map(({ operationId }) => operationId)).size).toBe(all.length);
    const closed = Object.entries(make().paths).filter(([path]) =>
      /^\/(?:v1|mcp|metrics)/.test(path),
    );
    for (const [, methods] of closed) {
      for (const { security } of Object.values(methods)) expect(security).toEqual([{ bearer: [] }]);
    }
  });

  it('names this server, and the words of the models it is made for', () => {
    const document = make();
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: 'https://img.test' }]);
    const request = JSON.stringify(document.components.schemas.GenerationRequest);
    expect(request).toContain('"enum":["brush/brush-1","quill/quill-2"]');
    expect(request).toContain('"enum":["low","high","fine"]');
    expect(request).toContain('"enum":["auto","1024x1024","1536x1024"]');
    expect(JSON.stringify(make([]))).not.toContain('brush');
  });

  it('tells every code of the error table', () => {
    const error = JSON.stringify(make().components.schemas.Error);
    for (const code of Object.keys(errorTable)) expect(error).toContain(`"${code}"`);
  });

  it('is plain JSON of the 2020 dialect', () => {
    const text = JSON.stringify(make());
    expect(text).not.toMatch(/\$schema|"\$id"|"nullable"|undefined/);
  });
});

describe('the schemas of requests', () => {
  const schemas = createRequestSchemas(models);

  it('have the fields that are read, and no other', () => {
    expect(Object.keys(schemas.GenerationRequest.shape).sort()).toEqual([...imageFields].sort());
    expect(Object.keys(schemas.KeyRequest.shape).sort()).toEqual([...keyFields].sort());
  });

  it('name nothing that would be passed on as unknown', () => {
    const body = Object.fromEntries(
      Object.keys(schemas.GenerationRequest.shape).map((name) => [name, 1]),
    );
    expect(readImageFields(body).extra).toBeUndefined();
  });

  it('take what the official clients send', () => {
    const { GenerationRequest, EditRequest, FileForm } = schemas;
    const wish = { prompt: 'a fox', model: 'gpt-image-2', n: 2, size: '1024x1024', user: null };
    expect(GenerationRequest.safeParse({ ...wish, stream: true, partial_images: 2 }).success).toBe(
      true,
    );
    expect(GenerationRequest.safeParse({ ...wish, n: 11 }).success).toBe(false);
    const images = [{ image_url: 'https://a.test/a.png' }, { file_id: 'file_a' }];
    expect(EditRequest.safeParse({ ...wish, images }).success).toBe(true);
    expect(EditRequest.safeParse({ ...wish, image: 'data:image/png;base64,AAAA' }).success).toBe(
      true,
    );
    const file = new File(['png'], 'a.png');
    expect(FileForm.safeParse({ file, purpose: 'vision' }).success).toBe(true);
  });
});
