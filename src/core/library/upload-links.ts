import { randomName } from '../../kit/random-name.ts';
import type { Caller } from '../caller.ts';
import { AppError } from '../errors.ts';
import type { Visibility } from '../image.ts';

/** Leave to hand in one picture, for whoever knows the token, in its caller's name. */
export interface UploadLink {
  /** 130 random bits. */
  token: string;
  caller: Caller;
  visibility: Visibility | undefined;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** The links of this process, in memory: none outlives it, and none is good for two pictures. */
export interface UploadLinks {
  create(caller: Caller, visibility: Visibility | undefined): UploadLink;
  /**
   * Runs what the link is for. One that fails leaves the link good; throws `not_found` where it is
   * unknown, over, used or in use.
   */
  use<Result>(token: string, run: (link: UploadLink) => Promise<Result>): Promise<Result>;
}

/** Of the picture a link takes. */
export const maxLinkedMebibytes = 32;

/** In minutes. */
export const linkMinutes = 15;
/** Of all callers; then the oldest goes. */
const maxLinks = 1000;

/** Makes room for links. */
export function createUploadLinks({ now }: { now: () => number }): UploadLinks {
  const links = new Map<string, UploadLink>();

  function take(token: string): UploadLink {
    const link = links.get(token);
    links.delete(token);
    if (link && link.expiresAt > now()) return link;
    const hint = {
      en: `An upload link is good for one image and ${linkMinutes} minutes. Ask for another with create_upload_link.`,
      zh: `上传链接只能用于一张图片，${linkMinutes} 分钟内有效。请用 create_upload_link 重新获取。`,
    };
    throw new AppError('not_found', { what: '/upload/…', hint });
  }

  return {
    create(caller, visibility) {
      const expiresAt = now() + linkMinutes * 60_000;
      const link = { token: randomName(), caller, visibility, expiresAt };
      links.set(link.token, link);
      for (const [token, { expiresAt }] of links) {
        if (expiresAt > now() && links.size <= maxLinks) break;
        links.delete(token);
      }
      return link;
    },
    async use(token, run) {
      const link = take(token);
      try {
        return await run(link);
      } catch (thrown) {
        links.set(token, link);
        throw thrown;
      }
    },
  };
}
