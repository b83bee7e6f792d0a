import { describe, expect, it } from 'vitest';
import * as z from 'zod/v4';
import { textOf } from './docs/markdown-files.ts';

const npm = JSON.parse(textOf('package.json'));
const version = z.string().regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/);

/** The rules of schema 2025-12-11 for what we use of it, and those of the registry behind it. */
const serverSchema = z.strictObject({
  $schema: z.literal(
    'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
  ),
  name: z
    .string()
    .min(3)
    .max(200)
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/),
  title: z.string().min(1).max(100),
  description: z.string().min(1).max(100),
  version,
  packages: z.array(
    z.strictObject({
      registryType: z.literal('npm'),
      registryBaseUrl: z.literal('https://registry.npmjs.org'),
      identifier: z.string(),
      version,
      runtimeHint: z.literal('npx'),
      transport: z.strictObject({ type: z.literal('stdio') }),
      packageArguments: z.array(
        z.strictObject({ type: z.literal('positional'), value: z.string() }),
      ),
      environmentVariables: z.array(
        z.strictObject({
          name: z.string().regex(/^[A-Z][A-Z0-9_]*$/),
          description: z.string().min(1),
          isRequired: z.boolean(),
          isSecret: z.boolean(),
          format: z.enum(['string', 'number', 'boolean', 'filepath']),
        }),
      ),
    }),
  ),
});

const optionSchema = z.strictObject({
  type: z.enum(['string', 'number', 'boolean', 'directory', 'file']),
  title: z.string().min(1),
  description: z.string().min(1),
  required: z.boolean(),
  sensitive: z.literal(true).optional(),
  default: z.string(),
});

/** The rules of MCPB's manifest 0.3 for what we use of it. */
const manifestSchema = z.strictObject({
  manifest_version: z.literal('0.3'),
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  display_name: z.string(),
  version,
  description: z.string(),
  author: z.strictObject({ name: z.string() }),
  license: z.string(),
  keywords: z.array(z.string()),
  server: z.strictObject({
    type: z.literal('node'),
    entry_point: z.string(),
    mcp_config: z.strictObject({
      command: z.literal('node'),
      args: z.array(z.string()),
      env: z.record(z.string(), z.string()),
    }),
  }),
  tools: z.array(z.strictObject({ name: z.string() })),
  tools_generated: z.literal(true),
  prompts_generated: z.literal(true),
  compatibility: z.strictObject({
    platforms: z.array(z.enum(['darwin', 'win32', 'linux'])),
    runtimes: z.strictObject({ node: z.string() }),
  }),
  user_config: z.record(z.string(), optionSchema),
});

describe('server.json', () => {
  const server = serverSchema.parse(JSON.parse(textOf('server.json')));

  it('names the package of npm, which names the server back', () => {
    expect(npm.mcpName).toBe(server.name);
    expect(server.packages.map(({ identifier }) => identifier)).toEqual([npm.name]);
  });

  it('has the version of the package everywhere', () => {
    const versions = [server.version, ...server.packages.map((one) => one.version)];
    expect(new Set(versions)).toEqual(new Set([npm.version]));
  });

  it('marks keys as secrets', () => {
    const [{ environmentVariables = [] } = {}] = server.packages;
    for (const { name, isSecret } of environmentVariables) {
      expect(isSecret, name).toBe(/KEY|TOKEN/.test(name));
    }
    expect(environmentVariables.length).toBeGreaterThan(5);
  });
});

describe('the manifest of the MCPB bundle', () => {
  const manifest = manifestSchema.parse(JSON.parse(textOf('scripts/mcpb-manifest.json')));

  it('has the version of the package', () => {
    expect(manifest.version).toBe(npm.version);
  });

  it('asks for everything it passes on, and keeps keys secret', () => {
    const passed = Object.entries(manifest.server.mcp_config.env);
    const names = passed.map(([, value]) => /^\$\{user_config\.(\w+)\}$/.exec(value)?.[1]);
    expect(names).toEqual(Object.keys(manifest.user_config));
    for (const [name, { sensitive }] of Object.entries(manifest.user_config)) {
      expect(sensitive === true, name).toBe(/key|token/.test(name));
    }
  });
});
