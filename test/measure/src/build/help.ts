/** What can be chosen of the measurement of builds. Imports nothing, so that it can be shown before anything is built. */

export const help = `npm run measure:build -- [options]

  --files <count>    how many workflow files (default: 200)
  --rounds <count>   how often everything is measured (default: 5)
  --edits <count>    edits of a watched project in each round (default: 10)
`;
