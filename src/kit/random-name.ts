import { randomBytes } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';

/** A name nobody guesses: 26 lower-case base32 characters of RFC 4648, 130 random bits. */
export function randomName(): string {
  let name = '';
  for (const byte of randomBytes(26)) name += alphabet[byte & 31];
  return name;
}
