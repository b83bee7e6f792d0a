import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** One system call of a process, as `strace -f -yy` saw it. */
export interface Call {
  name: string;
  /** The path or the connection behind its first argument, where that is a descriptor. */
  on: string;
  /** Everything in its brackets. */
  words: string;
  /** Places in the order of the whole trace. */
  begins: number;
  ends: number;
  failed: boolean;
}

/** What to trace: names, bytes and sockets, whole pages of SQLite included. */
export const straceWords = [
  '-f',
  // As a grandchild: signals are for the program.
  '-D',
  '-q',
  '-yy',
  '-s',
  '4200',
  '-e',
  'trace=write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync,link,linkat,rename,renameat,renameat2,unlink',
];

const started = /^(\d+) +(\w+)\((.*?)(?:\)\s+= (-?\d+).*| <unfinished \.\.\.>)$/s;
const resumed = /^(\d+) +<\.\.\. (\w+) resumed>(.*)\)\s+= (-?\d+)/s;

/** Reads the trace of a process that has ended; calls of threads that overlap are put together. */
export async function readTrace(file: string, pid: number): Promise<Call[]> {
  const calls: Call[] = [];
  const open = new Map<string, Call>();
  const lines = (await readToEnd(file, pid)).split('\n');
  for (const [place, line] of lines.entries()) {
    const [, thread = '', name = '', words = '', result] = started.exec(line) ?? [];
    if (name !== '') {
      const on = /^\d+<((?:\\.|[^>]|->)*)>/.exec(words)?.[1] ?? '';
      const failed = result?.startsWith('-') ?? false;
      const call: Call = { name, on, words, begins: place, ends: place, failed };
      calls.push(call);
      if (result === undefined) open.set(thread, call);
      continue;
    }
    const [, resumedThread = '', , rest = '', end = ''] = resumed.exec(line) ?? [];
    const call = open.get(resumedThread);
    if (!call) continue;
    open.delete(resumedThread);
    call.words += rest;
    call.ends = place;
    call.failed = end.startsWith('-');
  }
  return calls;
}

/** Whether a call makes what was written before it durable. */
export function isSync({ name, failed }: Call): boolean {
  return !failed && (name === 'fsync' || name === 'fdatasync');
}

/** Whether a call writes bytes to a file or a connection. */
export function isWrite({ name, failed }: Call): boolean {
  return !failed && /^(p?writev?(64)?|sendto|sendmsg)$/.test(name);
}

/** The tracer writes the last line when the process is gone already. */
async function readToEnd(file: string, pid: number): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const text = await readFile(file, 'latin1');
    if (new RegExp(`^${pid} +\\+\\+\\+ exited`, 'm').test(text)) return text;
    await sleep(100);
  }
  throw new Error('the trace has no end');
}
