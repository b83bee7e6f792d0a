import { describe, expect, it } from 'vitest';
import { findJsonRpcId, findJsonRpcIdAtEnd } from './json-rpc-id.ts';

describe('findJsonRpcId', () => {
  it.each([
    ['{"jsonrpc":"2.0","id":7,"method":"x"}', 7],
    ['{ "id" : "a\\"b" , "params": {', 'a"b'],
    ['{"params":{"id":1,"list":[{"id":2}]},"id":3,', 3],
    ['{"method":"id","id":0}', 0],
    ['{"params":"id\\":5","id":6}', 6],
  ])('finds it in %s', (text, id) => {
    expect(findJsonRpcId(text)).toBe(id);
  });

  it.each([
    '',
    'garbage',
    '{"params":{"id":1}}',
    '{"method":"id"',
    '{"id":12',
    '{"id":"cut',
    '{"id":null,"a":1}',
    '{"id":{"a":1}}',
    '[{"id":1}]',
    '{"text":"cut \\"id\\":5,',
  ])('finds none in %s', (text) => {
    expect(findJsonRpcId(text)).toBeUndefined();
  });
});

describe('findJsonRpcIdAtEnd', () => {
  it.each([
    ['AAAA"}},"jsonrpc":"2.0","id":7}', 7],
    ['AAAA"}},"id":"x","jsonrpc":"2.0"} \r', 'x'],
  ])('finds it in %s', (text, id) => {
    expect(findJsonRpcIdAtEnd(text)).toBe(id);
  });

  it.each(['"params":{"id":7}}', '"id":7,"n":1}', '"id":7', ''])('finds none in %s', (text) => {
    expect(findJsonRpcIdAtEnd(text)).toBeUndefined();
  });
});
