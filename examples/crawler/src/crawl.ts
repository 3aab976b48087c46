/** What a crawl is asked for and what it finds. */

export interface Site {
  readonly start: string;
  /** Links followed from the start; 0 is the start page alone. */
  readonly maxDepth: number;
  /** Pages fetched at once. */
  readonly concurrency: number;
}

export interface Page {
  readonly url: string;
  readonly title: string;
  readonly links: readonly string[];
}

export interface BrokenLink {
  readonly url: string;
  readonly reason: string;
}

export interface SiteMap {
  readonly pages: readonly Page[];
  readonly broken: readonly BrokenLink[];
}

export interface Progress {
  readonly depth: number;
  readonly found: number;
}
