export interface Guest {
  readonly name: string;
}

export function polite({ name }: Guest): string {
  return `dear ${name}`;
}
