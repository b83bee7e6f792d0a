import { randomFillSync } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const nameLength = 26;

// Asking the system for a few bytes costs more than all the rest of a name.
const drawn = Buffer.alloc(nameLength * 64);
let used = drawn.length;

/** A name nobody guesses: 26 lower-case base32 characters of RFC 4648, 130 random bits. */
export function randomName(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  let name = '';
  for (const end = used + nameLength; used < end; used += 1) {
    name += alphabet[(drawn[used] ?? 0) & 31];
  }
  return name;
}
