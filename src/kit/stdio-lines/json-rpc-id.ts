/** What tells an answer's request. */
export type JsonRpcId = string | number;

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s"{}[\],:]+/g;

/** The `id` of a JSON-RPC message as far as its beginning tells it, however that is cut off. */
export function findJsonRpcId(beginning: string): JsonRpcId | undefined {
  let depth = 0;
  let key = '';
  let before = '';
  for (const { 0: token, index } of beginning.matchAll(tokens)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (depth === 1 && token === ':') key = before;
    else if (depth === 1 && before === ':' && key === '"id"') {
      // A number at the very end may go on.
      return index + token.length < beginning.length ? readId(token) : undefined;
    }
    before = token;
  }
  return undefined;
}

const idAtEnd = /"id"\s*:\s*("(?:[^"\\]|\\.)*"|-?\d+)\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/;

/** The `id` of a whole JSON-RPC message from its end alone, where common clients write it. */
export function findJsonRpcIdAtEnd(end: string): JsonRpcId | undefined {
  const [, token] = idAtEnd.exec(end) ?? [];
  return token === undefined ? undefined : readId(token);
}

function readId(token: string): JsonRpcId | undefined {
  try {
    const id: unknown = JSON.parse(token);
    return typeof id === 'string' || typeof id === 'number' ? id : undefined;
  } catch {
    return undefined;
  }
}
