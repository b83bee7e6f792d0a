// A provider of the benchmark: answers what the prompt tells, from buffers made beforehand.
// A prompt reads `bytes=2000000 wait=1000`; without bytes the answer is an address of its own.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const bodies = new Map();

/** The head of a PNG of this size, and noise behind it: what nobody here decodes. */
function picture(bytes) {
  const noise = randomBytes(bytes);
  const head = Buffer.from(
    '89504e470d0a1a0a0000000d494844520000040000000400080200000000000000',
    'hex',
  );
  head.copy(noise);
  return noise.toString('base64');
}

function answerOf(bytes) {
  const data = bytes
    ? { b64_json: picture(bytes) }
    : { url: `http://127.0.0.1:${server.address().port}/fox.png` };
  const usage = { total_tokens: 1100, input_tokens: 100, output_tokens: 1000 };
  return Buffer.from(JSON.stringify({ created: 1_800_000_000, data: [data], usage }));
}

const server = createServer(async (incoming, outgoing) => {
  const pieces = [];
  for await (const piece of incoming) pieces.push(piece);
  const { prompt = '' } = JSON.parse(Buffer.concat(pieces).toString() || '{}');
  const read = (name) => Number(new RegExp(`${name}=(\\d+)`).exec(prompt)?.[1] ?? 0);
  const bytes = read('bytes');
  if (!bodies.has(bytes)) bodies.set(bytes, answerOf(bytes));
  const body = bodies.get(bytes);
  const send = () => {
    outgoing.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    outgoing.end(body);
  };
  const wait = read('wait');
  if (wait > 0) setTimeout(send, wait);
  else send();
});
server.keepAliveTimeout = 60_000;
server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
  process.stdout.write(`${server.address().port}\n`);
});
