import { describe, expect, it } from 'vitest';
import { hideSecrets } from './hide-secrets.ts';

const secrets = ['sk-abcdefghij', '1|plain', 'Bearer tok', 'pass@word', 'hunter2', 'old-one'];

describe('a configuration that is shown', () => {
  it('has no secret of JSON in it, in values, options, addresses and comments', () => {
    const text = JSON.stringify(
      {
        env: { API_KEY: 'sk-abcdefghij', HOST_TOKEN: '1|plain', LANG: 'en' },
        headers: { 'X-Any': 'Bearer tok' },
        args: ['--api-key', 'hunter2', '--port', '80', '--token=hunter2'],
        url: 'https://user:pass@word.example/',
      },
      undefined,
      2,
    ).replace('{', '{ // "API_KEY": "old-one"');
    const shown = hideSecrets(text, 'jsonc');
    for (const secret of secrets) expect(shown).not.toContain(secret);
    for (const plain of ['"en"', '"80"', '--port', 'API_KEY']) expect(shown).toContain(plain);
    expect(shown.split('\n').length).toBe(text.split('\n').length);
  });

  it('has none of TOML in it', () => {
    const text = [
      'model = "gpt"',
      '[mcp_servers.a.env]',
      'API_KEY = "1|plain"',
      'http_headers = { Authorization = "Bearer tok", X = "y" }',
      '# token: old-one',
    ].join('\n');
    const shown = hideSecrets(text, 'toml');
    for (const secret of secrets) expect(shown).not.toContain(secret);
    expect(shown).toContain('model = "gpt"');
    expect(shown.split('\n').length).toBe(5);
  });

  it('shows the question that stands for a secret', () => {
    const text = `{"env": {"API_KEY": "$\{input:key}"}}`;
    expect(hideSecrets(text, 'jsonc')).toBe(text);
  });
});
