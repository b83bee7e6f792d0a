import type { Template } from '../../../core/template.ts';

/** Who may use a route: anybody, whoever holds a key, the operator, or whoever knows the SECRET. */
export type Door = 'open' | 'key' | 'operator' | 'secret';

/** A body by its media type: the name of a schema, or what it is where it is no JSON. */
export type Content = Readonly<Record<string, string>>;

/** Media types of our bodies. */
export const json = 'application/json';
/** A form with files. */
export const multipart = 'multipart/form-data';
/** A form without files. */
export const form = 'application/x-www-form-urlencoded';
/** Server-sent events; the schema is of the data of one. */
export const stream = 'text/event-stream';

/** In place of a schema: bytes. */
export const anything = '(bytes)';
/** In place of a schema: a text. */
export const wholeText = '(text)';

/** A parameter beside the body. */
export interface Parameter {
  name: string;
  in: 'query' | 'header';
  /** The name of its schema. */
  schema: string;
  about: string;
}

/** A route as the documents tell of it; a test holds them to the route table. */
export interface Operation {
  /** As the route table writes it, for example `GET /v1/models/:id`. */
  route: string;
  door: Door;
  group: Group;
  /** In Markdown. */
  about: Template;
  parameters?: readonly Parameter[];
  body?: Content;
  /** By status; what can go wrong comes from the error table. */
  answers: Readonly<Record<number, Content>>;
  /** What the headers of these answers tell. */
  headers?: Readonly<Record<string, string>>;
  /** Statuses of errors that this route has beside those of its door. */
  errors?: readonly number[];
}

/** What routes are shown together, in this order. */
export const groups = {
  images: { en: 'Images', zh: '图片' },
  generations: { en: 'History', zh: '历史记录' },
  files: { en: 'Files', zh: '文件' },
  models: { en: 'Models', zh: '模型' },
  styles: { en: 'Styles', zh: '风格' },
  keys: { en: 'Keys', zh: '密钥' },
  mcp: { en: 'MCP', zh: 'MCP' },
  older: { en: 'Older routes', zh: '旧接口' },
  server: { en: 'The server', zh: '服务器' },
} as const satisfies Record<string, Template>;

/** The name of a group. */
export type Group = keyof typeof groups;
