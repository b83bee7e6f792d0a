/** A wrong secret, answered with the older server's own words and nothing more. */
export class LegacyRefusal extends Error {
  constructor() {
    super('Unauthorized request');
    this.name = 'LegacyRefusal';
  }
}
