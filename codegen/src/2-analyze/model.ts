/**
 * What the compiler knows of a workflow class before it lowers it: its members by marker, their options evaluated.
 *
 * Always: made without judging. A member that is wrong is still here (with `undefined` where something could not be
 * made out), so that the checks can say so; lowering starts only when they found no error.
 */
import type { HistoryPolicy, Placement, TaskPolicy } from '@waystone/core';
import type { ts } from '../typescript.js';
import type { ClassCodecs } from './class-codecs.js';
import type { Lineage } from './lineage.js';
import type { OptionProblem } from './option-problems.js';

/** How a flow is marked. `run` is the entry and needs no marker. */
export type FlowKind = 'run' | 'flow' | 'fork' | 'branch' | 'loop';

/** The options that stand in a decorator's call. */
export interface OptionsModel {
  /** The decorator itself, e.g. `@task({ timeout: '10s' })`. */
  readonly decorator: ts.Decorator;
  /** The argument; absent: none was given. */
  readonly expression?: ts.Expression;
  /** The part of the argument that could not be evaluated; absent: all of it could. */
  readonly unknown?: ts.Node;
  /** What it evaluates to; `{}` if there is no argument. */
  readonly value: Readonly<Record<string, unknown>>;
}

export interface FlowModel {
  readonly kind: FlowKind;
  readonly name: string;
  readonly method: ts.MethodDeclaration;
  /** Absent for `run`. */
  readonly options?: OptionsModel;
  /** Only for `kind: 'loop'`. */
  readonly loop?: LoopOptions;
}

export interface LoopOptions {
  /** `undefined`: not given or not a number. */
  readonly maxIterations: number | undefined;
  readonly onMax: 'fail' | 'exit';
}

export interface TaskModel {
  readonly name: string;
  readonly method: ts.MethodDeclaration;
  readonly options: OptionsModel;
  /** The policy with its defaults; `undefined`: the options are not valid, see `problems`. */
  readonly policy?: TaskPolicy;
  /** What is wrong with the options. */
  readonly problems: readonly OptionProblem[];
}

export interface SignalModel {
  readonly name: string;
  readonly field: ts.PropertyDeclaration;
}

export interface StatusModel {
  readonly name: string;
  readonly field: ts.PropertyDeclaration;
  /** The argument of `status(…)`; absent: none was given. */
  readonly expression?: ts.Expression;
  /** What it evaluates to; absent: it could not be evaluated, or none was given. */
  readonly initial?: { readonly value: unknown };
}

/** What a `@formerly` says. */
export interface FormerName {
  readonly decorator: ts.Decorator;
  /** Absent: nothing that could be evaluated to a text. */
  readonly name?: string;
}

export interface WorkflowModel {
  /** Its name in the graph and in the store: `order`. */
  readonly name: string;
  /** Its name for the author's code; the same unless the workflow was renamed. */
  readonly presentName: string;
  /** Members that were renamed, by what they are called now. */
  readonly former: ReadonlyMap<string, FormerName>;
  /** `OrderWorkflow`. `''` if the class has no name. */
  readonly className: string;
  readonly declaration: ts.ClassDeclaration;
  /** The class and those that it extends. */
  readonly lineage: Lineage;
  /** The members that an instance has, inherited ones included. */
  readonly members: readonly ts.ClassElement[];
  readonly file: ts.SourceFile;
  readonly options: OptionsModel;
  readonly history: HistoryPolicy;
  readonly placement: Placement;
  /** What is wrong with the options. */
  readonly problems: readonly OptionProblem[];
  readonly run: FlowModel | undefined;
  /** Every flow by name, `run` included, in source order. */
  readonly flows: ReadonlyMap<string, FlowModel>;
  /** Flows that are overridden; only `super` reaches them. */
  readonly overridden: readonly FlowModel[];
  readonly tasks: ReadonlyMap<string, TaskModel>;
  readonly signals: ReadonlyMap<string, SignalModel>;
  readonly statuses: ReadonlyMap<string, StatusModel>;
  /** How instances of classes are stored. */
  readonly codecs: ClassCodecs;
}

/** The files of the class and of those that it extends; its own is the first. */
export function filesOf({ lineage }: Pick<WorkflowModel, 'lineage'>): readonly ts.SourceFile[] {
  return [...new Set(lineage.classes.map((declaration) => declaration.getSourceFile()))];
}

/** All flows of a workflow: those that an instance has, and those that `super` reaches. */
export function allFlows({ flows, overridden }: Pick<WorkflowModel, 'flows' | 'overridden'>): readonly FlowModel[] {
  return [...flows.values(), ...overridden];
}
