/** How a build can say what it did. */

/** `text`: for people; `json`: one line for programs; `github`: as `text`, with annotations. */
export const buildFormats = ['text', 'json', 'github'] as const;
export type BuildFormat = (typeof buildFormats)[number];
