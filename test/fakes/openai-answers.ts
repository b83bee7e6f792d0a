import type { ServerResponse } from 'node:http';
import type { Picture } from './picture.ts';

/** How a stream of previews departs from OpenAI's. */
export interface StreamQuirks {
  /** How many previews; default as many as were asked for. */
  partials?: number;
  /** False leaves the `event:` lines out. */
  names?: boolean;
  /** Puts `type` behind the picture, so that nothing tells the kind before it. */
  typeLast?: boolean;
  /** Ends with `data: [DONE]`. */
  done?: boolean;
  /** Sends the final picture in front of its previews. */
  finalFirst?: boolean;
  /** False sends no final picture. */
  final?: boolean;
  /** Is waited for before each event, numbered from 0. */
  before?: (event: number) => Promise<void>;
  /** Cuts the connection in place of a final picture. */
  cut?: boolean;
  /** Ends with this error event in place of a final picture. */
  error?: { message: string; code: string; type: string };
}

/** One image of an answer. */
export interface AnsweredImage {
  picture: Picture;
  revisedPrompt: string;
}

/** Sends text or bytes and waits where the other side is slow. */
export async function write(response: ServerResponse, text: string | Buffer): Promise<void> {
  if (response.destroyed) throw new Error('the client has gone');
  if (response.write(text)) return;
  await new Promise<void>((resolve) => {
    const goOn = () => {
      response.off('drain', goOn).off('close', goOn);
      resolve();
    };
    response.on('drain', goOn).on('close', goOn);
  });
}

/** Sends a picture as base64 while it is made; `share` of it only, where it shall break off. */
export async function writeBase64(
  response: ServerResponse,
  picture: Picture,
  share = 1,
): Promise<void> {
  let left = Math.floor(picture.size * share);
  for (const piece of picture.pieces()) {
    if (left <= 0) return;
    await write(response, piece.subarray(0, left).toString('base64'));
    left -= piece.length;
  }
}

/** Answers as JSON with base64, streamed and never held. */
export async function answerBase64(
  response: ServerResponse,
  images: readonly AnsweredImage[],
  usage: object,
  breakOff?: 'reset' | 'truncate' | 'stall',
): Promise<void> {
  response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': 'req_fake' });
  await write(response, '{"created":1795132800,"output_format":"png","data":[');
  for (const [index, { picture, revisedPrompt }] of images.entries()) {
    await write(response, `${index > 0 ? ',' : ''}{"b64_json":"`);
    if (breakOff) {
      await writeBase64(response, picture, 0.5);
      // What was written must be on its way before the socket goes.
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (breakOff === 'reset') response.socket?.resetAndDestroy();
      if (breakOff === 'truncate') response.end();
      return;
    }
    await writeBase64(response, picture);
    await write(response, `","revised_prompt":${JSON.stringify(revisedPrompt)}}`);
  }
  response.end(`],"usage":${JSON.stringify(usage)}}`);
}

/** Answers as OpenAI's event stream, with what compatible servers do otherwise. */
export async function answerStream(
  response: ServerResponse,
  about: { kind: string; final: Picture; previews: readonly Picture[]; usage: object },
  quirks: StreamQuirks,
): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  await write(response, ': keepalive\n\n');
  const sendFinal = async () => {
    if (quirks.final === false || quirks.error || quirks.cut) return;
    await quirks.before?.(about.previews.length);
    const rest = { created_at: 1795132800, output_format: 'png', usage: about.usage };
    await writeEvent(response, `${about.kind}.completed`, about.final, rest, quirks);
  };
  if (quirks.finalFirst) await sendFinal();
  for (const [index, preview] of about.previews.entries()) {
    await quirks.before?.(index);
    const rest = { partial_image_index: index, output_format: 'png' };
    await writeEvent(response, `${about.kind}.partial_image`, preview, rest, quirks);
  }
  if (!quirks.finalFirst) await sendFinal();
  if (quirks.cut) {
    // What was written must be on its way before the socket goes.
    await new Promise((resolve) => setTimeout(resolve, 20));
    response.socket?.resetAndDestroy();
    return;
  }
  if (quirks.error) {
    const data = JSON.stringify({ type: 'error', error: { ...quirks.error, param: null } });
    await write(response, `event: error\ndata: ${data}\n\n`);
  }
  if (quirks.done) await write(response, 'data: [DONE]\n\n');
  response.end();
}

async function writeEvent(
  response: ServerResponse,
  type: string,
  picture: Picture,
  rest: object,
  quirks: StreamQuirks,
): Promise<void> {
  if (quirks.names !== false) await write(response, `event: ${type}\n`);
  await write(response, `data: {${quirks.typeLast ? '' : `"type":"${type}",`}"b64_json":"`);
  await writeBase64(response, picture);
  const tail = JSON.stringify({ ...(quirks.typeLast ? { type } : {}), ...rest });
  await write(response, `",${tail.slice(1)}\n\n`);
}

/** Answers with JSON that is small. */
export function answerJson(
  response: ServerResponse,
  status: number,
  json: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'x-request-id': 'req_fake',
    ...headers,
  });
  response.end(JSON.stringify(json));
}

/** A refusal as OpenAI words it, or, for its own models, as xAI does. */
export function answerError(
  response: ServerResponse,
  status: number,
  error: { message: string; type?: string; param?: string | null; code?: string | null },
  options: { asXai: boolean; headers?: Record<string, string> },
): void {
  const { message, type = 'invalid_request_error', param = null, code = null } = error;
  const json = options.asXai
    ? { code: code ?? 'Client specified an invalid argument', error: message }
    : { error: { message, type, param, code } };
  answerJson(response, status, json, options.headers);
}
