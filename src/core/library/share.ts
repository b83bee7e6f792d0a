/** A generation shown to whoever has the link, because its owner wanted that. */
export interface Share {
  /** 26 random base32 characters. */
  id: string;
  generationId: string;
  /** Whether the prompt is shown beside the pictures. */
  showsPrompt: boolean;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** What is shared; at most one share a generation, and none of what is deleted. */
export interface ShareStore {
  /** Keeps it, unless its generation has one: then that one takes `showsPrompt` on and is given. */
  save(share: Share): Promise<Share>;
  find(id: string): Promise<Share | undefined>;
  findOf(generationId: string): Promise<Share | undefined>;
  /** Tells whether there was one. */
  remove(generationId: string): Promise<boolean>;
}
