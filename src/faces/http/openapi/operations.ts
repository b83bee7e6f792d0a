import { imageOperations } from './image-operations.ts';
import type { Operation } from './operation.ts';
import { operatorOperations } from './operator-operations.ts';
import { recordOperations } from './record-operations.ts';
import { serverOperations } from './server-operations.ts';
import { styleOperations } from './style-operations.ts';

/** Every route there is, as the documents tell of it. */
export const operations: readonly Operation[] = [
  ...imageOperations,
  ...recordOperations,
  ...styleOperations,
  ...operatorOperations,
  ...serverOperations,
];
