/** Storability of types, by a table of types (`types.ts`) whose property names say what is expected. */
import { expect, test } from 'vitest';
import { findProject, Loader } from '../../../codegen/src/1-load/index.js';
import { storableTypes } from '../../../codegen/src/2-analyze/index.js';
import { describeNotStorable } from '../../../codegen/src/4-check/refused-values.js';
import { ts } from '../../../codegen/src/typescript.js';

const project = findProject({ root: import.meta.dirname, include: ['types.ts'] });
const { program, checker, files } = new Loader().load(project);

function cases(): [expected: string, type: ts.Type][] {
  const declarations = files[0]?.statements.filter((statement) => ts.isInterfaceDeclaration(statement)) ?? [];
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
  const found = storableTypes(program).whyNotStorable(type);
  expect(found === undefined ? 'storable' : describeNotStorable(found)).toBe(expectedOf(name));
});
