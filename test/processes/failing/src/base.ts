/** What workflows of other files inherit. */
import { branch } from '@waystone/core';

export class Refused extends Error {
  override readonly name = 'Refused';
}

export abstract class Base {
  abstract charge(where: string): Promise<string>;

  @branch()
  async decide(where: string): Promise<string> {
    switch (where) {
      case 'inherited branch':
        await this.charge(where);
        throw new Refused('inherited'); // line of: inherited branch
      default:
        return await this.charge(where);
    }
  }
}
