/**
 * The arrows between packages and folders, as ARCHITECTURE.md draws them, and no cycles.
 * Whatever is not forbidden here is allowed; every rule says why.
 */

/** A rule: files that match `from` must not import files that match `to`. */
function never(name, comment, from, to) {
  return { name, comment, severity: 'error', from, to };
}

const tests = '^(test|examples)/';
const library = (names) => `node_modules/(${names})/`;

const packages = [
  never(
    'nothing-imports-tests',
    'Tests and examples import the packages, never the other way round.',
    { pathNot: `${tests}|^[^/]+$` },
    { path: tests },
  ),
  never(
    'core-is-pure',
    'The language and the graph know neither the engine, nor the compiler, nor the command line.',
    { path: '^packages/core/' },
    { path: '^(packages/(engine|cli|dashboard)|codegen)/' },
  ),
  never(
    'engine-knows-no-compiler',
    'The two halves meet only at core.',
    { path: '^packages/engine/' },
    { path: '^(packages/(cli|dashboard)|codegen)/' },
  ),
  never(
    'codegen-knows-no-engine',
    'The compiler never sees a database.',
    { path: '^codegen/src/' },
    { path: '^packages/(engine|cli|dashboard)/' },
  ),
  never(
    'typescript-api-only-in-codegen',
    'Another TypeScript front end can take its place.',
    { pathNot: '^(codegen|test)/' },
    { path: library('@ts-morph') },
  ),
  never(
    'bundlers-only-in-unplugin',
    'Who builds with the command line has nothing of bundlers.',
    { pathNot: '^(packages/unplugin|test)/' },
    { path: `^packages/unplugin/|${library('unplugin')}` },
  ),
  never(
    'storage-only-in-engine',
    "Kysely and CBOR are the engine's own affair; the language and programs name Kysely's types, and programs have tables of their own.",
    { pathNot: '^(packages/engine|test|examples)/' },
    { path: library('kysely|cbor-x'), dependencyTypesNot: ['type-only'] },
  ),
];

const insideCore = [
  never(
    'graph-stands-alone',
    'The graph is data; only policies belong to it.',
    { path: '^packages/core/src/graph/' },
    { path: '^packages/core/src/(?!graph/|policy/|errors/)' },
  ),
];

const engine = (folders) => `^packages/engine/src/(${folders})(/|\\.ts$)`;

const insideEngine = [
  never(
    'interpreter-is-pure',
    'The core decides; the edge acts.',
    { path: engine('interpreter') },
    { path: engine('store|worker|client|telemetry|sqlite|testing'), dependencyTypesNot: ['type-only'] },
  ),
  never('interpreter-has-no-machine', 'No clock, no database, no promise.', { path: engine('interpreter') }, { dependencyTypes: ['core'] }),
  never(
    'store-knows-no-worker',
    'Workers and clients use the store, never the other way round.',
    { path: engine('store|codec') },
    { path: engine('worker|client') },
  ),
  never(
    'codec-stands-alone',
    'Values and bytes; nothing else.',
    { path: engine('codec') },
    { path: engine('store|worker|client|interpreter') },
  ),
  never(
    'client-runs-nothing',
    'A client starts, signals and reads; it needs no worker.',
    { path: engine('client') },
    { path: engine('worker'), dependencyTypesNot: ['type-only'] },
  ),
  never(
    'nothing-imports-the-testing-kit',
    'Tests alone need it; it uses all of the engine.',
    { path: '^packages/(?!engine/src/testing)|^codegen/' },
    { path: engine('testing') },
  ),
  never(
    'only-the-dialect-knows-sqlite',
    'What differs per database is in its dialect.',
    { path: '^packages/engine/src/', pathNot: '^packages/engine/src/(store/sqlite/|sqlite\\.ts$)' },
    { path: '^(node:)?sqlite$|^packages/engine/src/store/sqlite/' },
  ),
];

const phases = ['1-load', '2-analyze', '3-lower', '4-check', '5-emit'];

const insideCodegen = phases.map((phase, index) =>
  never(
    `phase-${phase}-calls-no-later-one`,
    'The pipeline calls the phases; a phase may use what an earlier one made, by its types.',
    { path: `^codegen/src/${phase}/` },
    { path: `^codegen/src/(${[...phases.slice(index + 1), 'pipeline'].join('|')})(/|\\.ts$)` },
  ),
);

const everywhere = [
  never(
    'no-cycles',
    'A cycle has no first file to read; types that name each other are none.',
    {},
    { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  ),
];

export default {
  forbidden: [...packages, ...insideCore, ...insideEngine, ...insideCodegen, ...everywhere],
  options: {
    parser: 'swc',
    doNotFollow: { path: '(^|/)(node_modules|dist)/' },
    // The parser does not know `await using`, which tests of workflows have.
    exclude: { path: '(^|/)(generated|coverage)/|^test/compiler/(accept|reject)/|^examples/.*\\.test\\.ts$|^test/(testing|types)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
    },
  },
};
