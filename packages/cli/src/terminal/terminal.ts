/**
 * Where text goes: results to `out`, everything said about them (errors, progress, hints) to `err`.
 * Always: a stream is colored only if it is a terminal, unless NO_COLOR or FORCE_COLOR says otherwise.
 */
import { styleText } from 'node:util';

export type Style = Exclude<Parameters<typeof styleText>[0], undefined>;

export interface Sink {
  /** Writes one line (or several), ended by a newline. */
  line(text?: string): void;
  /** Styles text if this stream takes colors. */
  paint(style: Style, text: string): string;
  /** Width in characters; endless when the output is not a terminal. */
  readonly columns: number;
  /** A person is reading. */
  readonly interactive: boolean;
  /** Takes colors. */
  readonly colored: boolean;
}

export interface Terminal {
  readonly out: Sink;
  readonly err: Sink;
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  return { out: sink(process.stdout), err: sink(process.stderr) };
}

function sink(stream: NodeJS.WriteStream): Sink {
  const paint = (style: Style, text: string): string => styleText(style, text, { stream });
  return {
    line: (text = '') => void stream.write(`${text}\n`),
    paint,
    columns: stream.isTTY ? stream.columns : Infinity,
    interactive: stream.isTTY,
    colored: paint('bold', ' ') !== ' ',
  };
}
