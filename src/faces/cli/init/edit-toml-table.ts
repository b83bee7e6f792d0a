/**
 * Puts a table into a text of TOML: behind everything else where there is none of its name, else
 * line by line into the one that is there, of which other lines stay. Undefined where it is written
 * in a way that only a person can safely change.
 */
export function editTomlTable(
  text: string,
  table: string,
): { isNew: boolean; after: string } | undefined {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const wanted = table.split('\n');
  const head = wanted[0] ?? '';
  const name = head.replace(/[[\]]/g, '');
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => headOf(line) === name);
  if (start === -1) {
    if (isWrittenOtherwise(text, name)) return undefined;
    const gap = text === '' || /\n\r?\n$/.test(text) ? '' : /\n$/.test(text) ? eol : eol + eol;
    return { isNew: true, after: `${text}${gap}${wanted.join(eol)}${eol}` };
  }
  const next = lines.findIndex((line, at) => at > start && /^\s*\[/.test(line));
  const end = next === -1 ? lines.length : next;
  const found = lines.slice(start + 1, end);
  if (found.some((line) => /=\s*(?:\[[^\]]*|"""|''')\s*(?:#.*)?$/.test(line))) return undefined;
  const after = [
    ...lines.slice(0, start + 1),
    ...mergeFields(found, wanted.slice(1).filter(isField)),
    ...lines.slice(end),
  ];
  return { isNew: false, after: after.join(eol) };
}

/** Where to connect to is ours to say; how long to wait may have been chosen by the user. */
const ownFields = ['command', 'args', 'url', 'http_headers'];

function mergeFields(found: readonly string[], wanted: readonly string[]): string[] {
  const isWanted = (line: string) => wanted.some((field) => fieldOf(field) === fieldOf(line));
  const kept = found
    .filter((line) => !ownFields.includes(fieldOf(line)) || isWanted(line))
    .map((line) => {
      if (!ownFields.includes(fieldOf(line))) return line;
      return wanted.find((field) => fieldOf(field) === fieldOf(line)) ?? line;
    });
  const added = wanted.filter((field) => !found.some((line) => fieldOf(line) === fieldOf(field)));
  return [...added, ...kept];
}

function isField(line: string): boolean {
  return fieldOf(line) !== '';
}

function fieldOf(line: string): string {
  return /^\s*([\w-]+)\s*=/.exec(line)?.[1] ?? '';
}

function headOf(line: string): string | undefined {
  return /^\s*\[\s*([^[\]]+?)\s*\]\s*(?:#.*)?$/.exec(line)?.[1]?.replaceAll('"', '');
}

/** As an inline table, or by dotted names: a second definition would break the file. */
function isWrittenOtherwise(text: string, name: string): boolean {
  const [outer = '', inner = ''] = name.split('.');
  const dotted = new RegExp(`^\\s*(?:${outer}\\s*\\.\\s*)?"?${inner}"?\\s*[.=]`, 'm');
  return new RegExp(`^\\s*${outer}\\s*=`, 'm').test(text) || dotted.test(text);
}
