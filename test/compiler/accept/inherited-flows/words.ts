/** What several of the modules import. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

export const limit = 15;

export const loud = (text: string): string => text.toUpperCase();

export const shared = (text: string): string => `<${text}>`;
