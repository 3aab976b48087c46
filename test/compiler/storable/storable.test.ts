/** Storability of types, by a table of types (`types.ts`) whose property names say what is expected. */
import { expect, test } from 'vitest';
import { findProject, Loader } from '../../../codegen/src/1-load/index.js';
import { classCodecsReachedFrom, storableTypes } from '../../../codegen/src/2-analyze/index.js';
import { describeNotStorable } from '../../../codegen/src/4-check/refused-values.js';
import { ts } from '../../../codegen/src/typescript.js';

const project = findProject({ root: import.meta.dirname, include: ['types.ts'] });
const sources = new Loader().load(project);
const { program, checker } = sources;
const file = typesFile();
const { classes } = classCodecsReachedFrom(file, sources);

function typesFile(): ts.SourceFile {
  const [found] = sources.files;
  if (found === undefined) throw new Error('types.ts is not there');
  return found;
}

function cases(): [expected: string, type: ts.Type][] {
  const declarations = file.statements.filter((statement) => ts.isInterfaceDeclaration(statement));
  const table = declarations.find((declaration) => declaration.name.text === 'Cases');
  if (table === undefined) throw new Error('types.ts declares no Cases');
  const properties = checker.getTypeAtLocation(table).getProperties();
  return properties.map((property) => [property.name, checker.getTypeOfSymbol(property)]);
}

/** Names of cases end with a comma and what is special about them. */
function expectedOf(name: string): string {
  return /(is|are) storable$/.test(name) ? 'storable' : name.replace(/, [a-z ]+$/, '');
}

test.each(cases())('%s', (name, type) => {
  const found = storableTypes(program, classes).whyNotStorable(type);
  expect(found === undefined ? 'storable' : describeNotStorable(found)).toBe(expectedOf(name));
});
