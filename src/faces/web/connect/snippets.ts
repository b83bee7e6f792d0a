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

/** Stands in links, which end up in histories and logs. */
const placeholder = 'YOUR_KEY';

/** What every MCP host is told. */
export function mcpSnippets(door: Door): Snippet[] {
  const server = serverOf(door, door.key);
  const linked = serverOf(door, door.key === undefined ? undefined : placeholder);
  const named = (entry: object) => JSON.stringify({ mcpServers: { maliang: entry } }, undefined, 2);
  const header = door.key === undefined ? '' : ` --header "Authorization: Bearer ${door.key}"`;
  const typed = { type: 'http', ...linked };
  return [
    {
      id: 'claude-code',
      name: 'Claude Code',
      place: 'shell',
      text: `claude mcp add --transport http maliang ${door.origin}/mcp${header}`,
      link: undefined,
    },
    {
      id: 'cursor',
      name: 'Cursor',
      place: '~/.cursor/mcp.json',
      text: named(server),
      link: `cursor://anysphere.cursor-deeplink/mcp/install?name=maliang&config=${encodeURIComponent(toBase64(linked))}`,
    },
    {
      id: 'vscode',
      name: 'VS Code',
      place: '.vscode/mcp.json',
      text: JSON.stringify({ servers: { maliang: { type: 'http', ...server } } }, undefined, 2),
      link: `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: 'maliang', ...typed }))}`,
    },
    {
      id: 'cherry-studio',
      name: 'Cherry Studio',
      place: 'MCP → JSON',
      text: named({ type: 'streamableHttp', ...server, longRunning: true, timeout: 300 }),
      link: `cherrystudio://mcp/install?servers=${encodeURIComponent(toBase64({ mcpServers: { maliang: { type: 'streamableHttp', ...linked, longRunning: true, timeout: 300 } } }))}`,
    },
    {
      id: 'lm-studio',
      name: 'LM Studio',
      place: 'mcp.json',
      text: named(server),
      link: `lmstudio://add_mcp?name=maliang&config=${encodeURIComponent(toBase64(linked))}`,
    },
    { id: 'any', name: 'MCP', place: 'mcpServers', text: named(server), link: undefined },
  ];
}

function serverOf({ origin }: Door, key: string | undefined) {
  const url = `${origin}/mcp`;
  return key === undefined ? { url } : { url, headers: { Authorization: `Bearer ${key}` } };
}

function toBase64(value: object): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))));
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
