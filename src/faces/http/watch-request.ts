import { routePath } from 'hono/route';
import type { HttpContext, HttpOptions } from './context.ts';

/** What nginx logs where a client left before it had its answer; no server ever sends it. */
const clientLeft = 499;

/** Tells the telemetry of a request when its answer is out or its client has left. */
export function watchRequest(context: HttpContext, { app }: HttpOptions): void {
  const begin = performance.now();
  const { incoming, outgoing } = context.env;
  const route = nameOf(routePath(context));
  outgoing.once('close', () => {
    const status = outgoing.writableFinished ? outgoing.statusCode : clientLeft;
    const seconds = (performance.now() - begin) / 1000;
    app.telemetry.requestAnswered({ route, method: incoming.method ?? '', status, seconds });
  });
}

/** As the route table writes it, without the patterns of its parameters. */
function nameOf(path: string): string {
  return /^\/?\*$/.test(path) ? 'none' : path.replace(/\{[^}]*\}/g, '');
}
