import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SettingRow } from '../../src/config/settings.ts';
import { root } from './markdown-files.ts';
import { askedSettings } from './server-settings.ts';

/** `scripts/mcpb-manifest.json`, the manifest of the MCPB bundle (format 0.3). */
export function mcpbManifest(): string {
  const { version, description, license, keywords, engines } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const rows = askedSettings();
  const env = rows.map(({ env }) => [env, `$\{user_config.${idOf(env)}}`]);
  const manifest = {
    manifest_version: '0.3',
    name: 'maliang',
    display_name: 'Maliang 马良',
    version,
    description,
    author: { name: 'Maliang contributors' },
    license,
    keywords,
    server: {
      type: 'node',
      entry_point: 'server/maliang.js',
      mcp_config: {
        command: 'node',
        args: [`$\{__dirname}/server/maliang.js`, 'mcp'],
        env: Object.fromEntries(env),
      },
    },
    tools: toolNames.map((name) => ({ name })),
    tools_generated: true,
    prompts_generated: true,
    compatibility: { platforms: ['darwin', 'win32', 'linux'], runtimes: engines },
    user_config: Object.fromEntries(rows.map((row) => [idOf(row.env), optionOf(row)])),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

/** What is offered by default; the test of the bundle compares them with what it lists. */
const toolNames = [
  'generate_image',
  'edit_image',
  'get_image',
  'upload_to_image_hosting',
  'save_image_base64',
];

/** Without a default the host would leave the name of the option in the environment. */
function optionOf({ env, about, secret }: SettingRow) {
  const isFolder = env === 'SAVE_DIR';
  return {
    type: isFolder ? 'directory' : 'string',
    title: about.en.replace(/[.;:].*$/s, ''),
    description: `${about.en} ${about.zh}`,
    required: false,
    ...(secret && { sensitive: true }),
    default: isFolder ? `$\{DOCUMENTS}` : '',
  };
}

function idOf(env: string): string {
  return env.toLowerCase();
}
