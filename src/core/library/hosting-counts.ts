/** How the pictures of one host stand. */
export interface HostingCount {
  /** Its name. */
  host: string;
  /** It has them. */
  hosted: number;
  /** It is tried again. */
  waiting: number;
  /** It refused them; only a changed setting can help. */
  failed: number;
}
