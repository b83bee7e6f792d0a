/** Hex SHA-256 of some bytes; browsers have it on secure origins only, so it is also written out here. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = globalThis.crypto?.subtle
    ? new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
    : plainSha256(bytes);
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** FIPS 180-4, in plain script. */
export function plainSha256(bytes: Uint8Array): Uint8Array {
  const { state: initial, constants } = makeConstants();
  const state = Uint32Array.from(initial);
  const words = new Uint32Array(64);
  const padded = pad(bytes);
  for (let at = 0; at < padded.byteLength; at += 64) mix(state, words, padded, at, constants);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => {
    digest.setUint32(place * 4, word);
  });
  return new Uint8Array(digest.buffer);
}

function pad(bytes: Uint8Array): DataView {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const padded = new Uint8Array(length);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(length - 8, BigInt(bytes.length) * 8n);
  return view;
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

function mix(
  state: Uint32Array,
  words: Uint32Array,
  block: DataView,
  from: number,
  constants: Uint32Array,
): void {
  for (let at = 0; at < 64; at += 1)
    words[at] = at < 16 ? block.getUint32(from + at * 4) : next(words, at);
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let at = 0; at < 64; at += 1) {
    const big = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const choice = (e & f) ^ (~e & g);
    const one = (h + big + choice + (constants[at] ?? 0) + (words[at] ?? 0)) | 0;
    const small = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
    const two = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => {
    state[at] = (state[at] ?? 0) + word;
  });
}

function next(words: Uint32Array, at: number): number {
  const early = words[at - 15] ?? 0;
  const late = words[at - 2] ?? 0;
  const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
  const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
  return ((words[at - 16] ?? 0) + first + (words[at - 7] ?? 0) + second) | 0;
}

/** The first 32 bits behind the point of the roots of the first primes. */
function makeConstants(): { state: Uint32Array; constants: Uint32Array } {
  const primes: number[] = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  const behind = (root: number) => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
  return {
    state: Uint32Array.from(primes.slice(0, 8), (prime) => behind(Math.sqrt(prime))),
    constants: Uint32Array.from(primes, (prime) => behind(Math.cbrt(prime))),
  };
}
