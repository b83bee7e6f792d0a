import { describe, expect, it } from 'vitest';
import { openaiBase } from './base.ts';

describe('openaiBase', () => {
  it.each([
    ['https://api.openai.com', 'https://api.openai.com/v1'],
    ['https://api.openai.com/', 'https://api.openai.com/v1'],
    ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
    ['https://x/v1/', 'https://x/v1'],
    ['https://x//v1//', 'https://x/v1'],
    ['https://x/openai', 'https://x/openai/v1'],
    ['https://x/openai/v1/', 'https://x/openai/v1'],
    ['https://ark.cn-beijing.volces.com/api/v3', 'https://ark.cn-beijing.volces.com/api/v3'],
    ['https://g.example/v1beta/openai/', 'https://g.example/v1beta/openai'],
    [
      'https://gateway.example/v1/account/gateway/openai',
      'https://gateway.example/v1/account/gateway/openai',
    ],
    ['https://x/v1/images/generations', 'https://x/v1'],
    ['https://x/images/edits/', 'https://x/v1'],
    ['http://127.0.0.1:8080/v1?key=1#there', 'http://127.0.0.1:8080/v1'],
    ['https://user:secret@x/v1', 'https://x/v1'],
  ])('makes of %s the base %s', (url, base) => {
    expect(openaiBase(url)).toBe(base);
    expect(openaiBase(base)).toBe(base);
  });

  it.each(['', 'api.example.com', 'ftp://x/v1', 'file:///etc/passwd'])('refuses %j', (url) => {
    expect(() => openaiBase(url)).toThrow('base_url');
  });
});
