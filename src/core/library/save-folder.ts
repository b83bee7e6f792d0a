/** The one folder that callers may save pictures to; whatever a name says, nothing leaves it. */
export interface SaveFolder {
  /**
   * Writes a picture under a plain name that nothing has yet (`fox.png`, else `fox-2.png`) and tells its
   * path. Throws `saving_disabled`, `file_name_refused` or `folder_not_writable`.
   */
  save(fileName: string, ending: string, bytes: AsyncIterable<Uint8Array>): Promise<string>;
}
