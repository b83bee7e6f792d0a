import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './markdown-files.ts';
import { askedSettings } from './server-settings.ts';

/** `server.json`, which the MCP registry is told (schema 2025-12-11). */
export function serverJson(): string {
  const { name, mcpName, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const server = {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json',
    name: mcpName,
    title: 'Maliang 马良',
    description: 'Paints and edits images with any provider and keeps them under lasting URLs.',
    version,
    packages: [
      {
        registryType: 'npm',
        registryBaseUrl: 'https://registry.npmjs.org',
        identifier: name,
        version,
        runtimeHint: 'npx',
        transport: { type: 'stdio' },
        packageArguments: [{ type: 'positional', value: 'mcp' }],
        environmentVariables: askedSettings().map(({ env, about, secret }) => ({
          name: env,
          description: about.en,
          isRequired: false,
          isSecret: secret === true,
          format: env === 'SAVE_DIR' ? 'filepath' : 'string',
        })),
      },
    ],
  };
  return `${JSON.stringify(server, undefined, 2)}\n`;
}
