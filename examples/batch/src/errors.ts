/** The address is wrong, and trying again will not help. */
export class AddressRefused extends Error {
  override readonly name = 'AddressRefused';
  constructor(readonly email: string) {
    super(`nobody receives mail at ${email}`);
  }
}
