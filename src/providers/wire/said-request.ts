import type { Warning } from '../../core/warnings.ts';
import type { PaintRequest } from './call.ts';

/** A request in a vendor's words. */
export interface SaidRequest {
  /** Builds it anew for every try, because a body is read once. */
  build(): PaintRequest;
  /** What had to be changed to say it. */
  warnings: Warning[];
}
