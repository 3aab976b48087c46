/**
 * Reads a guide as a reader would: files to create, commands to type, output to expect, in the order in which they stand.
 *
 * A block after “Create `path`:”, or after `path`: alone, is a file; an `sh` block is a script; a `text` block is what the script before it
 * prints: all of it, or, with `…` for what is left out, some lines of it.
 */
export type GuideStep =
  | { readonly kind: 'file'; readonly path: string; readonly content: string }
  | { readonly kind: 'script'; readonly script: string; readonly prints?: readonly string[] };

const blocks = /(?:^(?:Create )?`(?<path>[^`\n]+)`:\n\n)?^```(?<language>\w+)\n(?<content>.*?)^```$/gms;

export function readGuide(markdown: string): readonly GuideStep[] {
  const steps: GuideStep[] = [];
  for (const { groups = {} } of markdown.matchAll(blocks)) {
    const { path, language, content = '' } = groups;
    if (path !== undefined) steps.push({ kind: 'file', path, content });
    else if (language === 'sh') steps.push({ kind: 'script', script: content });
    else if (language === 'text') expectOf(steps, content);
    else throw new Error(`the guide has a block of ${language} that a reader cannot place:\n${content}`);
  }
  return steps;
}

/** Adds expected output to the script before it. */
function expectOf(steps: GuideStep[], content: string): void {
  const script = steps.pop();
  if (script?.kind !== 'script') throw new Error(`the guide shows output with no command before it:\n${content}`);
  steps.push({ ...script, prints: content.trimEnd().split('\n') });
}
