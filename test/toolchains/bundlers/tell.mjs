/** Tells the test of a finished bundle: one line of JSON. Lines and columns are as the bundler gives them. */

/** @param {readonly { message: string, file?: string, line?: number, column?: number }[]} errors */
export function tell(errors) {
  console.log(JSON.stringify({ errors }));
}

export const watching = process.argv.includes('--watch');
