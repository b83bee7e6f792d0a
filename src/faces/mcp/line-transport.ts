import type { Readable, Writable } from 'node:stream';
import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCMessage,
  parseJSONRPCMessage,
  type RequestId,
  type Transport,
} from '@modelcontextprotocol/server';
import type { Spool } from '../../kit/spool.ts';
import { createLineReader, createLineWriter, type LineError } from '../../kit/stdio-lines.ts';
import { discardSpools, isPicturePath, maxPictureBytes } from './exchange.ts';
import { createPendingRequests } from './pending-requests.ts';

/** JSON-RPC over a pair of streams, with long base64 set aside instead of held. */
export interface LineTransport extends Transport {
  /** What was set aside of the request with this id; once. */
  takeSpools(id: RequestId): Map<string, Spool>;
  /** Resolves when the input has ended or failed; nothing is closed by that. */
  ended: Promise<void>;
  /** Resolves when every request that came has its answer, or after so many milliseconds. */
  answered(milliseconds: number): Promise<void>;
}

/** What the transport reads and writes. */
export interface LineTransportOptions {
  stdin: Readable;
  stdout: Writable;
  begin(): Promise<Spool>;
}

const invalidRequest = -32600;
const parseError = -32700;
const internalError = -32603;
const errorCodes = { malformed: parseError, 'too-large': invalidRequest, failed: internalError };

/** Makes the transport; it reads nothing before `start`. */
export function createLineTransport(options: LineTransportOptions): LineTransport {
  const writer = createLineWriter(options.stdout);
  const pending = createPendingRequests();
  let stop = () => {};
  let markEnded = () => {};
  const ended = new Promise<void>((resolve) => {
    markEnded = resolve;
  });

  function receive(json: unknown, spools: Map<string, Spool>): void {
    const message = readMessage(json);
    if (!message) {
      void discardSpools(spools);
      refuse(invalidRequest, 'The line is no JSON-RPC message.', idOf(json));
      return;
    }
    if (isJSONRPCRequest(message) && message.method !== 'subscriptions/listen') {
      pending.add(message.id, spools);
    } else {
      void discardSpools(spools);
      const cancelled = cancelledId(message);
      if (cancelled !== undefined) pending.settle(cancelled);
    }
    transport.onmessage?.(message);
  }

  function refuse(code: number, message: string, id: RequestId | null): void {
    // A client that has left learns nothing any more.
    writer.write({ jsonrpc: '2.0', id, error: { code, message } }).catch(() => {});
  }

  const transport: LineTransport = {
    ended,
    async start() {
      const reader = createLineReader(options.stdin, {
        isBase64: isPicturePath,
        begin: options.begin,
        maxBase64Bytes: maxPictureBytes,
        onMessage: receive,
        onError: ({ kind, message }: LineError, id) => refuse(errorCodes[kind], message, id),
      });
      stop = reader.stop;
      reader.done.then(markEnded, markEnded);
    },
    async send(message) {
      try {
        await writer.write(message);
      } finally {
        const answers = isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);
        if (answers && message.id !== undefined) pending.settle(message.id);
      }
    },
    async close() {
      stop();
      pending.settleAll();
      transport.onclose?.();
    },
    takeSpools: pending.takeSpools,
    answered: pending.whenSettled,
  };
  return transport;
}

function readMessage(json: unknown): JSONRPCMessage | undefined {
  try {
    return parseJSONRPCMessage(json);
  } catch {
    return undefined;
  }
}

function idOf(json: unknown): RequestId | null {
  const id = typeof json === 'object' && json !== null && 'id' in json ? json.id : null;
  return typeof id === 'string' || typeof id === 'number' ? id : null;
}

/** A request that is taken back gets no answer. */
function cancelledId(message: JSONRPCMessage): RequestId | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined;
  const id = message.params?.requestId;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
