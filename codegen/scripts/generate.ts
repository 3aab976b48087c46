/** Writes everything that is generated from the catalogue of diagnostics. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emitFunctions, emitReference, readCatalogue } from './catalogue.ts';

const codegen = join(import.meta.dirname, '..');
const chapters = readCatalogue(join(codegen, 'messages'));
writeFileSync(join(codegen, 'src/diagnostics/messages.ts'), emitFunctions(chapters));
writeFileSync(join(codegen, '../docs/diagnostics.md'), emitReference(chapters));
