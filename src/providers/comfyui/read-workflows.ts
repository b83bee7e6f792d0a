import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readWorkflow, unusable, type Workflow } from './workflow.ts';

/** Reads one workflow, or all of a folder in the order of their names; throws `workflow_unusable`. */
export function readWorkflows(path: string): Workflow[] {
  const files = listFiles(path);
  if (files.length === 0) {
    throw unusable(path, { en: 'there is no .json file in it', zh: '其中没有 .json 文件' });
  }
  return files.map((file) => {
    const name = basename(file, '.json');
    return readWorkflow(name, readFileSync(file, 'utf8'), `workflow ${basename(file)}`);
  });
}

function listFiles(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith('.json'));
    return names.sort().map((name) => join(path, name));
  } catch {
    throw unusable(path, { en: 'it cannot be read', zh: '无法读取' });
  }
}
