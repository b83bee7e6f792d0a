/** In bytes. */
export const slabSize = 256 * 1024;

// Fresh memory of this size is what sets off V8's collections of the whole heap.
const mostKept = 32;
const kept: Buffer[] = [];

/** Memory to gather bytes in, with anything in it. */
export function takeSlab(): Buffer {
  return kept.pop() ?? Buffer.allocUnsafeSlow(slabSize);
}

/** Lets others use a slab that nobody looks at any more. */
export function giveSlab(slab: Buffer): void {
  if (kept.length < mostKept) kept.push(slab);
}
