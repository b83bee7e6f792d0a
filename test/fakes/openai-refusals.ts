import type { ServerResponse } from 'node:http';
import { answerError, answerJson, write } from './openai-answers.ts';
import type { Asked, SeenRequest, UpstreamAnswer, UpstreamMode } from './openai-asked.ts';

/** Refusals: nothing is charged. Tells whether it was one. */
export async function refuse(
  mode: UpstreamMode,
  answer: UpstreamAnswer,
  asked: Asked,
  seen: SeenRequest,
  response: ServerResponse,
): Promise<boolean> {
  const error = (
    status: number,
    body: Parameters<typeof answerError>[2],
    headers?: Record<string, string>,
  ) => answerError(response, status, body, { asXai: asked.isXai, ...(headers && { headers }) });
  const { model } = asked;
  switch (mode) {
    case 'unauthorized':
      error(401, wrongKey('sk-ab***yz'));
      return true;
    case 'echo-key':
      error(401, wrongKey(String(seen.headers.authorization)));
      return true;
    case 'model-not-found':
      error(404, { message: `The model '${model}' does not exist.`, code: 'model_not_found' });
      return true;
    case 'no-channel': {
      const message = `分组 default 下模型 ${model} 无可用渠道（distributor）`;
      error(503, { message, code: 'model_not_found', type: 'new_api_error' });
      return true;
    }
    case 'moderation': {
      const message = 'Your request was rejected by the safety system.';
      const type = 'image_generation_user_error';
      error(400, { message, type, code: 'moderation_blocked' });
      return true;
    }
    case 'rate-limited': {
      const headers = { 'retry-after': String(answer.retryAfter ?? 0) };
      error(429, { message: 'Rate limit reached.', code: 'rate_limit_exceeded' }, headers);
      return true;
    }
    case 'quota': {
      const message = 'You exceeded your current quota.';
      error(429, { message, type: 'insufficient_quota', code: 'insufficient_quota' });
      return true;
    }
    case 'rejected': {
      const param = asked.isXai ? 'size' : 'response_format';
      const message = `Unknown parameter: '${param}'.`;
      error(400, { message, param, code: 'unknown_parameter' });
      return true;
    }
    case 'error-json':
      error(answer.status ?? 500, { message: 'The server had an error.', type: 'server_error' });
      return true;
    case 'error-html':
      response.writeHead(502, { 'content-type': 'text/html' });
      response.end(
        '<html><head><title>x</title></head><body><h1>502 Bad Gateway</h1></body></html>',
      );
      return true;
    default:
      return false;
  }
}

/** Answers that were paid for and are of no use. */
export async function spoil(
  mode: UpstreamMode,
  usage: object,
  response: ServerResponse,
): Promise<void> {
  const data = (text: string) => {
    const b64_json = Buffer.from(text).toString('base64');
    answerJson(response, 200, { created: 1795132800, data: [{ b64_json }], usage });
  };
  switch (mode) {
    case 'hang':
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'gateway-timeout':
      response.writeHead(504, { 'content-type': 'text/html' });
      response.end('<h1>504 Gateway Time-out</h1>');
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      await write(response, '<!doctype html><title>Welcome</title>');
      response.end();
      return;
    case 'text':
      return data('this is no picture at all');
    case 'svg':
      return data('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    case 'chat':
      return answerJson(response, 200, { choices: [{ message: { content: 'I cannot draw.' } }] });
    case 'moderated-200':
      return answerJson(response, 200, { data: [{ respect_moderation: false }], usage });
    case 'bad-base64':
      return answerJson(response, 200, { data: [{ b64_json: 'https://x.example/1.png' }] });
    default:
      return answerJson(response, 200, { created: 1795132800, data: [], usage });
  }
}

/** What a wrong key is refused with. */
export function wrongKey(key: string) {
  return { message: `Incorrect API key provided: ${key}.`, code: 'invalid_api_key' };
}
