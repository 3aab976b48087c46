/** Digest of a source file, by which a stale build is recognized. */
import { createHash } from 'node:crypto';

/** SHA-256 (hex) of a source text; the same whether its lines end in LF or CRLF, as version control may change that. */
export function sourceHash(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
