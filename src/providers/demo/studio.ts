import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../core/errors.ts';
import type { Paint, PaintJob } from './paint-png.ts';
import type { Delivery, Order } from './painter-worker.ts';

/** Where painting happens, and for how long workers are kept without work. */
export interface StudioOptions {
  /** The bundled worker; default `painter-worker.js` beside the running file, if it is there. */
  worker?: URL;
  /** In milliseconds, default 30 s. */
  idleMs?: number;
}

/** Painters that work side by side; more would only share the same processors. */
const maxWorkers = 2;
/** Pictures a worker paints at once, so that one slow reader does not hold up the rest. */
const maxAtOnce = 4;

/** A painter: a worker thread and whoever waits for its deliveries. */
interface Painter {
  worker: Worker;
  readers: Map<number, (delivery: Delivery) => void>;
  idle: NodeJS.Timeout | undefined;
}

function failureOf(code: string, param: string | undefined, reason: string): AppError {
  if (code === 'not_an_image' && param !== undefined) {
    return new AppError('not_an_image', { param }, { param });
  }
  if (code === 'cancelled') return new AppError('cancelled', {});
  return new AppError('internal', { reason });
}

/** A line of deliveries: what came and was not yet taken, and who waits for the next. */
function createInbox(signal: AbortSignal) {
  const arrived: Delivery[] = [];
  let wake: (() => void) | undefined;
  const rouse = () => {
    wake?.();
    wake = undefined;
  };
  signal.addEventListener('abort', rouse, { once: true });
  return {
    put(delivery: Delivery) {
      arrived.push(delivery);
      rouse();
    },
    async next(): Promise<Delivery> {
      while (true) {
        signal.throwIfAborted();
        const delivery = arrived.shift();
        if (delivery !== undefined) return delivery;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => signal.removeEventListener('abort', rouse),
  };
}

/** Painters hired when there is work, at most two, and let go when there is none for a while. */
function createPool(url: URL, idleMs: number) {
  const painters = new Set<Painter>();
  const waiting: (() => void)[] = [];

  const hire = (): Painter => {
    const painter: Painter = { worker: new Worker(url), readers: new Map(), idle: undefined };
    const leave = (reason: string) => {
      painters.delete(painter);
      clearTimeout(painter.idle);
      for (const [id, read] of painter.readers) {
        read({ type: 'failed', id, code: 'internal', param: undefined, reason });
      }
      waiting.shift()?.();
    };
    painter.worker.on('message', (delivery: Delivery) => {
      painter.readers.get(delivery.id)?.(delivery);
    });
    painter.worker.on('error', (error) => leave(error.name));
    painter.worker.on('exit', () => leave('the painter stopped'));
    painters.add(painter);
    return painter;
  };

  const waitForTurn = async (signal: AbortSignal): Promise<void> => {
    const line = new AbortController();
    await new Promise<void>((resolve) => {
      const giveUp = () => {
        // Left in the line, it would take a turn that somebody else waits for.
        waiting.splice(waiting.indexOf(resolve), 1);
        resolve();
      };
      waiting.push(resolve);
      signal.addEventListener('abort', giveUp, { once: true, signal: line.signal });
    });
    line.abort();
    signal.throwIfAborted();
  };

  const find = (): Painter | undefined => {
    const [least] = [...painters].sort((a, b) => a.readers.size - b.readers.size);
    if (least !== undefined && least.readers.size === 0) return least;
    if (painters.size < maxWorkers) return hire();
    return least !== undefined && least.readers.size < maxAtOnce ? least : undefined;
  };

  return {
    async claim(
      id: number,
      read: (delivery: Delivery) => void,
      signal: AbortSignal,
    ): Promise<Painter> {
      for (;;) {
        const painter = find();
        if (painter !== undefined) {
          clearTimeout(painter.idle);
          // A picture under way keeps the process alive, an idle painter does not.
          painter.worker.ref();
          painter.readers.set(id, read);
          return painter;
        }
        await waitForTurn(signal);
      }
    },
    release(painter: Painter, id: number): void {
      painter.readers.delete(id);
      waiting.shift()?.();
      if (painter.readers.size > 0) return;
      painter.worker.unref();
      painter.idle = setTimeout(() => {
        painters.delete(painter);
        void painter.worker.terminate();
      }, idleMs);
      painter.idle.unref();
    },
  };
}

function paintInPool(url: URL, idleMs: number): Paint {
  const pool = createPool(url, idleMs);
  let count = 0;
  return async function* paint(job: PaintJob, signal: AbortSignal) {
    signal.throwIfAborted();
    const id = count++;
    const inbox = createInbox(signal);
    const painter = await pool.claim(id, inbox.put, signal);
    const tell = (order: Order) => painter.worker.postMessage(order);
    let working = true;
    try {
      // Inputs are copied: the same file serves the previews and all images of a request.
      tell({ type: 'paint', id, job });
      while (working) {
        const delivery = await inbox.next();
        if (delivery.type === 'chunk') {
          tell({ type: 'more', id });
          yield delivery.bytes;
          continue;
        }
        working = false;
        if (delivery.type === 'failed') {
          throw failureOf(delivery.code, delivery.param, delivery.reason);
        }
      }
    } finally {
      if (working) tell({ type: 'drop', id });
      inbox.close();
      pool.release(painter, id);
    }
  };
}

/** Draws its shapes as it is loaded, which those who never ask for a picture need not wait for. */
const paintHere: Paint = async function* paint(job, signal) {
  const { paintPng } = await import('./paint-png.ts');
  yield* paintPng(job, signal);
};

/** The bundled worker: beside the running file, or beside the folder of its chunks. */
function findWorker(): URL | undefined {
  return ['./painter-worker.js', '../painter-worker.js']
    .map((path) => new URL(path, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

/**
 * Where pictures are painted: in worker threads where the bundled worker is there, so that
 * nothing else waits; else in this thread, strip by strip.
 */
export function createStudio(options: StudioOptions = {}): Paint {
  let chosen: Paint | undefined;
  return (job, signal) => {
    if (chosen === undefined) {
      const url = options.worker ?? findWorker();
      chosen = url === undefined ? paintHere : paintInPool(url, options.idleMs ?? 30_000);
    }
    return chosen(job, signal);
  };
}
