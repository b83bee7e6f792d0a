/** A line of a difference: there before and after, only before, or only after. */
export interface DiffLine {
  sign: ' ' | '-' | '+';
  text: string;
}

/** What is compared line by line in full; a longer stretch of changes is told as one. */
const comparedLines = 500;

/**
 * How one text becomes another: what changed with `context` lines around it, in stretches. Nothing
 * where they are the same.
 */
export function diffLines(before: string, after: string, context = 3): DiffLine[][] {
  const [old, fresh] = [splitLines(before), splitLines(after)];
  let head = 0;
  while (head < old.length && head < fresh.length && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (
    tail < Math.min(old.length, fresh.length) - head &&
    old.at(-1 - tail) === fresh.at(-1 - tail)
  ) {
    tail += 1;
  }
  const all = [
    ...marked(' ', old.slice(0, head)),
    ...compare(old.slice(head, old.length - tail), fresh.slice(head, fresh.length - tail)),
    ...marked(' ', old.slice(old.length - tail)),
  ];
  return cutStretches(all, context);
}

function splitLines(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function marked(sign: DiffLine['sign'], lines: readonly string[]): DiffLine[] {
  return lines.map((text) => ({ sign, text }));
}

/** By the longest common subsequence, looked for from the end. */
function compare(old: readonly string[], fresh: readonly string[]): DiffLine[] {
  if (old.length > comparedLines || fresh.length > comparedLines) {
    return [...marked('-', old), ...marked('+', fresh)];
  }
  const width = fresh.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = fresh.length - 1; j >= 0; j -= 1) {
      const same = old[i] === fresh[j];
      common[i * width + j] = same ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < fresh.length) {
    if (old[i] === fresh[j]) {
      lines.push({ sign: ' ', text: old[i] ?? '' });
      [i, j] = [i + 1, j + 1];
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      lines.push({ sign: '-', text: old[i] ?? '' });
      i += 1;
    } else {
      lines.push({ sign: '+', text: fresh[j] ?? '' });
      j += 1;
    }
  }
  return [...lines, ...marked('-', old.slice(i)), ...marked('+', fresh.slice(j))];
}

function cutStretches(lines: readonly DiffLine[], context: number): DiffLine[][] {
  const stretches: DiffLine[][] = [];
  let end = -1;
  for (const [at, { sign }] of lines.entries()) {
    if (sign === ' ') continue;
    const start = Math.max(at - context, end + 1);
    const next = Math.min(at + context, lines.length - 1);
    const current = stretches.at(-1);
    if (current && start === end + 1) current.push(...lines.slice(start, next + 1));
    else stretches.push(lines.slice(start, next + 1));
    end = Math.max(end, next);
  }
  return stretches;
}
