/**
 * Lowers a workflow: from its class to a flat graph of blocks and waits, with what lives across each wait.
 *
 * The steps are lowerX, each a promise: the flows are inlined into `run`, the blocks are simplified, the live variables
 * found, the places named.
 */
import { bindingsOfLineage, constantFiles, filesOf, type FlowModel, type WorkflowModel } from '../2-analyze/index.js';
import { assert } from '@waystone/core';
import type { Diagnostics } from '../diagnostics/index.js';
import type { ts } from '../typescript.js';
import { Builder, newBlock, type Lowerers } from './builder.js';
import { deliver, lowerOperands, lowerValue } from './expressions.js';
import { lowerBody } from './flows.js';
import { errorsOf, type RegisteredError } from './error-classes.js';
import { code, read, type Code } from './code.js';
import type { Block, LaneScope, Variable } from './ir.js';
import { prepareJoin } from './forks.js';
import { findLive } from './liveness.js';
import { makeLayout, type Layout } from './layout.js';
import type { ModuleName } from './module-names.js';
import { lowerParameters, lowerPattern } from './patterns.js';
import { Names } from './names.js';
import { Session, type InlinedFlow } from './session.js';
import { simplify } from './simplify.js';
import { declareHoisted, lowerClauses, lowerDeclarations, lowerStatement, lowerStatements } from './statements.js';
import { lowerWait } from './waits.js';

/** A workflow with its graph laid out; what is left is to print it. */
export interface LoweredWorkflow extends Layout {
  readonly model: WorkflowModel;
  readonly moduleNames: readonly ModuleName[];
  readonly errors: readonly RegisteredError[];
  /** The files that the graph and the code were made from; its own is the first. */
  readonly sources: readonly ts.SourceFile[];
  readonly inlined: readonly InlinedFlow[];
}

const lowerers: Lowerers = {
  value: lowerValue,
  deliver,
  operands: lowerOperands,
  wait: lowerWait,
  join: prepareJoin,
  statement: lowerStatement,
  statements: lowerStatements,
  clauses: lowerClauses,
  parameters: lowerParameters,
  pattern: lowerPattern,
  hoisted: declareHoisted,
  declarations: lowerDeclarations,
};

/** Lowers a workflow in which the checks found no error. What is not taken is reported. */
export function lower(model: WorkflowModel, checker: ts.TypeChecker, diagnostics: Diagnostics): LoweredWorkflow {
  const { run } = model;
  assert(run, `workflow ${model.name} was lowered without run`);
  const session = new Session(model, checker, diagnostics);
  const entry = lowerRun(session, run);
  const simplified = simplify(entry);
  const errors = errorsOf(session);
  const liveness = findLive(simplified);
  assertAllSet(liveness.at(entry), diagnostics);
  const layout = makeLayout(simplified, liveness, new Names(session));
  const constants = constantFiles(model, session.moduleNames.inlined, checker);
  const sources = [...new Set([...filesOf(model), ...constants])];
  return { model, ...layout, moduleNames: session.moduleNames.used, errors, inlined: session.inlined, sources };
}

/** What was refused may have left gaps. */
function assertAllSet(unset: ReadonlySet<Variable>, diagnostics: Diagnostics): void {
  const names = [...unset].map(({ name }) => name);
  assert(names.length === 0 || diagnostics.hasErrors, `variables are read before they have a value: ${names.join(', ')}`);
}

function lowerRun(session: Session, run: FlowModel): Block {
  const lane: LaneScope = { path: run.name };
  const input: Variable = { name: '$input', constant: true, temporary: true, lane };
  const entry = newBlock(session, run.name, { param: input });
  const types = bindingsOfLineage(session.model.lineage, session.checker);
  const activation = { flow: run, path: run.name, variables: new Map(), callers: [], types };
  const builder = new Builder({ session, lower: lowerers, lane, activation, entry });
  bindInput(builder, run.method.parameters, [read(input)]);
  lowerBody(builder, run);
  return entry;
}

function bindInput(builder: Builder, parameters: readonly ts.ParameterDeclaration[], input: Code): void {
  const [parameter] = parameters;
  if (!parameter) return;
  const isPlain = !parameter.initializer && !parameter.dotDotDotToken;
  if (isPlain) lowerPattern(builder, parameter.name, input);
  else lowerParameters(builder, parameters, code`[${input}]`);
}
