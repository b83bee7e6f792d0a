// Clients in a process of their own. Takes a JSON description as its only word and prints what it
// saw as JSON: `{url, path, headers, body, clients, seconds | requests, bytesPerSecond?}`.
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';

const work = JSON.parse(process.argv[2]);
const { url, path, headers, body, clients, seconds, requests, bytesPerSecond } = work;
const pool = new Pool(url, {
  connections: clients,
  headersTimeout: 120_000,
  bodyTimeout: 120_000,
});
const times = [];
let begun = 0;
let bytes = 0;
let failures = 0;
let firstFailure;
const start = performance.now();
const goesOn = () =>
  requests === undefined ? performance.now() - start < seconds * 1000 : begun < requests;

await Promise.all(Array.from({ length: clients }, client));
const took = (performance.now() - start) / 1000;
times.sort((a, b) => a - b);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
const result = { count: times.length, failures, firstFailure, seconds: took, bytes };
process.stdout.write(JSON.stringify({ ...result, p50: at(0.5), p99: at(0.99) }));
await pool.destroy();

async function client() {
  while (goesOn()) {
    begun += 1;
    const asked = performance.now();
    try {
      await ask();
      times.push(performance.now() - asked);
    } catch (thrown) {
      failures += 1;
      firstFailure ??= String(thrown);
    }
  }
}

async function ask() {
  const answer = await pool.request({ path, method: 'POST', headers, body });
  if (answer.statusCode !== 200) {
    throw new Error(`${answer.statusCode}: ${(await answer.body.text()).slice(0, 300)}`);
  }
  const began = performance.now();
  let read = 0;
  for await (const chunk of answer.body) {
    read += chunk.length;
    if (bytesPerSecond === undefined) continue;
    const early = (read / bytesPerSecond) * 1000 - (performance.now() - began);
    if (early > 5) await sleep(early);
  }
  bytes += read;
}
