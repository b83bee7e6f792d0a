import { type MessagePort, parentPort, type Transferable } from 'node:worker_threads';
import { toAppError } from '../../core/errors.ts';
import { type PaintJob, paintPng } from './paint-png.ts';

/** What the studio tells a worker: begin a job, send more of it, drop it. */
export type Order =
  | { type: 'paint'; id: number; job: PaintJob }
  | { type: 'more'; id: number }
  | { type: 'drop'; id: number };

/** What a worker tells the studio. */
export type Delivery =
  | { type: 'chunk'; id: number; bytes: Uint8Array }
  | { type: 'end'; id: number }
  | { type: 'failed'; id: number; code: string; param: string | undefined; reason: string };

/** Chunks that may be under way before the reader has asked for more. */
const ahead = 8;

interface Bench {
  abort: AbortController;
  credit: number;
  wake: (() => void) | undefined;
}

/** The chunk with a buffer of its own, so that it can be handed over instead of copied. */
function detach(chunk: Uint8Array): { bytes: Uint8Array; transfer: Transferable[] } {
  const whole = chunk.byteLength === chunk.buffer.byteLength;
  const bytes = whole ? chunk : new Uint8Array(chunk);
  return { bytes, transfer: [bytes.buffer as ArrayBuffer] };
}

async function work(port: MessagePort, id: number, job: PaintJob, bench: Bench): Promise<void> {
  for await (const chunk of paintPng(job, bench.abort.signal)) {
    if (bench.credit === 0) {
      await new Promise<void>((resolve) => {
        bench.wake = resolve;
      });
    }
    bench.abort.signal.throwIfAborted();
    bench.credit -= 1;
    const { bytes, transfer } = detach(chunk);
    port.postMessage({ type: 'chunk', id, bytes } satisfies Delivery, transfer);
  }
}

function serve(port: MessagePort): void {
  const benches = new Map<number, Bench>();
  const rouse = (bench: Bench) => {
    bench.wake?.();
    bench.wake = undefined;
  };
  port.on('message', (order: Order) => {
    const bench = benches.get(order.id);
    if (order.type === 'more' && bench !== undefined) {
      bench.credit += 1;
      rouse(bench);
    }
    if (order.type === 'drop' && bench !== undefined) {
      bench.abort.abort();
      rouse(bench);
    }
    if (order.type !== 'paint') return;
    const { id, job } = order;
    const begun: Bench = { abort: new AbortController(), credit: ahead, wake: undefined };
    benches.set(id, begun);
    work(port, id, job, begun)
      .then(
        (): Delivery => ({ type: 'end', id }),
        (thrown: unknown): Delivery => {
          const error = toAppError(thrown);
          const { param } = error.details;
          return { type: 'failed', id, code: error.code, param, reason: error.message };
        },
      )
      .then((delivery) => {
        benches.delete(id);
        port.postMessage(delivery);
      });
  });
}

if (parentPort !== null) serve(parentPort);
