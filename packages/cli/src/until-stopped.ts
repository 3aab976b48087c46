/** Waits for the operating system's wish that this process ends. */

const wishes = { SIGINT: 130, SIGTERM: 143 } as const;

/** Resolves at the first SIGINT or SIGTERM, after telling which. From then on a second one leaves the process at once. */
export function untilStopped(tell: (signal: keyof typeof wishes) => void): Promise<void> {
  return new Promise((resolve) => {
    const first = (signal: NodeJS.Signals): void => {
      for (const name of wishNames) process.off(name, first).on(name, leave);
      tell(signal as keyof typeof wishes);
      resolve();
    };
    for (const name of wishNames) process.on(name, first);
  });
}

const wishNames = Object.keys(wishes) as readonly (keyof typeof wishes)[];

function leave(signal: NodeJS.Signals): void {
  process.exit(wishes[signal as keyof typeof wishes]);
}
