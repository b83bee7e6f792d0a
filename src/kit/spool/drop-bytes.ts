/** What is left of the pieces behind their first `count` bytes, without copying. */
export function dropBytes(pieces: readonly Buffer[], count: number): readonly Buffer[] {
  let left = count;
  const first = pieces.findIndex((piece) => {
    if (piece.length > left) return true;
    left -= piece.length;
    return false;
  });
  if (first === -1) return [];
  return pieces.slice(first).map((piece, i) => (i === 0 ? piece.subarray(left) : piece));
}
