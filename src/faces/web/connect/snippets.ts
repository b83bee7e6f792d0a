import { type Connection, npxConnection, type System } from '../../../core/connect/connection.ts';
import { programs } from '../../../core/connect/programs.ts';
import type { Locale } from '../../../core/template.ts';

/** Where clients find this server, and what they show at its door. */
export interface Door {
  /** Of this page, without a slash at the end. */
  origin: string;
  /** The key to fill in; undefined where none is needed. */
  key: string | undefined;
}

/** A configuration to take away: a text, and perhaps a link that installs it. */
export interface Snippet {
  id: string;
  name: string;
  /** Where it goes: a file, a shell, a program. */
  place: string;
  text: string;
  /** Opens the program with everything filled in; holds no key. */
  link: string | undefined;
}

/** How a program reaches Maliang: this server, or a process of its own. */
export type Way = Connection['kind'];

/** The keys that a process of its own may be given. */
const ownKeys = ['OPENAI_API_KEY'];

/** What every program that speaks MCP is told, from the same table as the guide and `maliang init`. */
export function mcpSnippets(
  { origin, key }: Door,
  system: System,
  locale: Locale,
  way: Way = 'http',
): Snippet[] {
  const connection: Connection =
    way === 'stdio' ? npxConnection(system, ownKeys) : { kind: 'http', url: `${origin}/mcp`, key };
  return programs.map(({ id, name, file, where, language, text, link }) => ({
    id,
    name,
    place: language === 'sh' ? 'shell' : (file?.places[system] ?? where?.[locale] ?? ''),
    text: text(connection, system),
    link: link?.(connection, system),
  }));
}

/** The system that a browser says it runs on. */
export function systemOf(userAgent: string): System {
  if (userAgent.includes('Windows')) return 'win32';
  return /Mac|iPhone|iPad/.test(userAgent) ? 'darwin' : 'linux';
}

/** What programs are told. */
export function codeSnippets({ origin, key }: Door, prompt: string): Snippet[] {
  const shown = key ?? 'anything';
  const header = key === undefined ? '' : `\n  -H 'Authorization: Bearer ${key}' \\`;
  return [
    {
      id: 'curl',
      name: 'curl',
      place: 'shell',
      link: undefined,
      text: `curl ${origin}/v1/images/generations \\${header}\n  -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify({ prompt, response_format: 'url' }).replaceAll("'", "'\\''")}'`,
    },
    {
      id: 'python',
      name: 'Python',
      place: 'pip install openai',
      link: undefined,
      text: `from openai import OpenAI\n\nclient = OpenAI(base_url="${origin}/v1", api_key="${shown}")\nresult = client.images.generate(prompt=${JSON.stringify(prompt)}, response_format="url")\nprint(result.data[0].url)`,
    },
    {
      id: 'typescript',
      name: 'TypeScript',
      place: 'npm i openai',
      link: undefined,
      text: `import OpenAI from 'openai';\n\nconst client = new OpenAI({ baseURL: '${origin}/v1', apiKey: '${shown}' });\nconst result = await client.images.generate({\n  prompt: ${JSON.stringify(prompt)},\n  response_format: 'url',\n});\nconsole.log(result.data?.[0]?.url);`,
    },
  ];
}
