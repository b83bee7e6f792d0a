import type { HttpContext, HttpOptions } from './context.ts';

/**
 * `GET /readyz`: 200 where work can be done here, the records answering and images being written;
 * else 503, and so from the moment the server is told to stop. Anybody may ask, so it tells no more.
 */
export async function answerReady(context: HttpContext, { app }: HttpOptions): Promise<Response> {
  if (app.queue.closed) return context.json({ status: 'shutting_down' }, 503);
  const { store, storage } = await app.ready();
  const word = (works: boolean) => (works ? 'ok' : 'failed');
  const isReady = store && storage;
  const body = {
    status: isReady ? 'ready' : 'not_ready',
    store: word(store),
    storage: word(storage),
  };
  return context.json(body, isReady ? 200 : 503);
}
