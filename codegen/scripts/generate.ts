/** Writes everything that is generated from the catalogue of diagnostics. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCatalogue } from '../src/diagnostics/catalogue.ts';
import { emitFunctions, emitReference } from './catalogue.ts';

const codegen = join(import.meta.dirname, '..');
const chapters = readCatalogue();
writeFileSync(join(codegen, 'src/diagnostics/messages.ts'), emitFunctions(chapters));
writeFileSync(join(codegen, '../docs/diagnostics.md'), emitReference(chapters));
