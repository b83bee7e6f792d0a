/** A model's name as the part of a route it is, such as `owner/name`; nothing in it ends the route. */
export function namePath(name: string): string {
  return name.split('/').map(encodeURIComponent).join('/');
}
