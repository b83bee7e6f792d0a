import { authenticateOperator } from './auth.ts';
import type { HttpContext, HttpOptions } from './context.ts';

/** `GET /v1/hosts`: how many pictures each host has, still awaits, and has refused. */
export async function listHosts(context: HttpContext, options: HttpOptions): Promise<Response> {
  authenticateOperator(context, options);
  const counts = await options.app.store.countHosting();
  const { name } = options.app.host;
  const configured = counts.some(({ host }) => host === name)
    ? counts
    : [{ host: name, hosted: 0, waiting: 0, failed: 0 }, ...counts];
  const data = configured.map(({ host, ...count }) => ({
    name: host,
    object: 'host',
    in_use: host === name,
    local: host === name && options.app.host.local,
    ...count,
  }));
  return context.json({ object: 'list', data });
}

/** `POST /v1/hosts/{name}/check`: asks for a sample of its links, and tells which show nothing. */
export async function checkHost(context: HttpContext, options: HttpOptions): Promise<Response> {
  authenticateOperator(context, options);
  const name = context.req.param('name') ?? '';
  const { asked, alive, broken } = await options.app.checkLinks(name);
  const links = broken.map(({ generationId, url, reason }) => ({
    generation_id: generationId,
    url,
    reason,
  }));
  return context.json({ name, object: 'host_check', asked, alive, broken: links });
}
