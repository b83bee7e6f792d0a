// What everybody writes first: parse the whole answer, decode the picture, write it, answer with an
// address. Nothing is durable when the answer goes out.
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [, , upstream, folder] = process.argv;

const server = createServer(async (incoming, outgoing) => {
  const pieces = [];
  for await (const piece of incoming) pieces.push(piece);
  const answer = await fetch(`${upstream}/v1/images/generations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: Buffer.concat(pieces),
  });
  const { data, created } = await answer.json();
  const name = `${randomUUID()}.png`;
  await writeFile(join(folder, name), Buffer.from(data[0].b64_json, 'base64'));
  const url = `http://${incoming.headers.host}/${name}`;
  outgoing.setHeader('content-type', 'application/json');
  outgoing.end(JSON.stringify({ created, data: [{ url }] }));
});
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.stdout.write(`${server.address().port}\n`);
});
