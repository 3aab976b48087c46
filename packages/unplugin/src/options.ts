/** What the plugin can be told; all else is in `waystone.config.ts`, which the command line reads too. */
export interface Options {
  /** A folder of the project, absolute or relative to the working directory. Default: the working directory. */
  readonly root?: string;
}
