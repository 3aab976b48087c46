/** What lowering one workflow shares over all its flows and lanes: what was made so far, and who answers questions. */
import { durableCall, filesOf, graphName, type DurableCall, type FlowModel, type WorkflowModel } from '../2-analyze/index.js';
import type { Diagnostics } from '../diagnostics/index.js';
import { assignedBy, walk } from '../syntax.js';
import { ts } from '../typescript.js';
import { findEarlyUses, namesOf, type EarlyUses } from './early-uses.js';
import type { Block, Variable, WaitIr } from './ir.js';
import { ModuleNames } from './module-names.js';
import { Words } from './words.js';

/** A flow that was inlined; its waits and points are named below `path`. */
export interface InlinedFlow {
  readonly path: string;
  readonly flow: FlowModel;
  readonly call: ts.CallExpression;
}

export class Session {
  readonly blocks: Block[] = [];
  readonly waits: WaitIr[] = [];
  /** Every flow where it was inlined. */
  readonly inlined: InlinedFlow[] = [];
  readonly moduleNames: ModuleNames;
  readonly words: Words;
  /** Variables that need a name which no flow declares: one in which they are read may hide their own. */
  readonly hidden = new Set<Variable>();
  readonly #ids = new Map<string, number>();
  readonly #symbols = new Map<ts.Node, ts.Symbol | undefined>();
  readonly #waiting = new Map<ts.Node, boolean>();
  readonly #durable = new Map<ts.Node, DurableCall | undefined>();
  readonly #assigned = new Map<ts.Node, ReadonlySet<ts.Symbol>>();
  readonly #early = new Map<ts.Node, EarlyUses>();

  constructor(
    readonly model: WorkflowModel,
    readonly checker: ts.TypeChecker,
    readonly diagnostics: Diagnostics,
  ) {
    this.words = new Words(filesOf(model).map(({ text }) => text));
    this.moduleNames = new ModuleNames(model.file, checker, diagnostics);
  }

  /** `run/charge`, then `run/charge-2`. */
  uniqueId(id: string): string {
    const count = (this.#ids.get(id) ?? 0) + 1;
    this.#ids.set(id, count);
    return count === 1 ? id : this.uniqueId(`${id}-${count}`);
  }

  /** What a member of the class is called in the graph. */
  graphName(member: string): string {
    return graphName(this.model, member);
  }

  /** The symbol that a name refers to or declares. */
  symbolOf(name: ts.Identifier): ts.Symbol | undefined {
    if (!this.#symbols.has(name)) this.#symbols.set(name, this.#lookUp(name));
    return this.#symbols.get(name);
  }

  #lookUp(name: ts.Identifier): ts.Symbol | undefined {
    const { parent } = name;
    if (ts.isShorthandPropertyAssignment(parent) && parent.name === name) return this.checker.getShorthandAssignmentValueSymbol(parent);
    return this.checker.getSymbolAtLocation(name);
  }

  durable(node: ts.Node): DurableCall | undefined {
    if (!this.#durable.has(node)) this.#durable.set(node, durableCall(node, this.model, this.checker));
    return this.#durable.get(node);
  }

  /** Whether running this syntax may wait. What stands in a function inside it does not count. */
  hasWait(node: ts.Node): boolean {
    const known = this.#waiting.get(node);
    if (known !== undefined) return known;
    const found = ts.isAwaitExpression(node) || this.durable(node) !== undefined || this.#childWaits(node);
    this.#waiting.set(node, found);
    return found;
  }

  #childWaits(node: ts.Node): boolean {
    if (ts.isFunctionLike(node) || ts.isTypeNode(node)) return false;
    return ts.forEachChild(node, (child) => this.hasWait(child) || undefined) ?? false;
  }

  /** Uses in a flow of what may not have been declared by then. */
  earlyUsesIn({ method }: FlowModel): EarlyUses {
    const known = this.#early.get(method) ?? findEarlyUses(method, (name) => this.symbolOf(name));
    this.#early.set(method, known);
    return known;
  }

  /** The variables of a flow that are assigned somewhere besides their declaration. */
  assignedIn(flow: FlowModel): ReadonlySet<ts.Symbol> {
    const known = this.#assigned.get(flow.method) ?? this.#findAssigned(flow.method);
    this.#assigned.set(flow.method, known);
    return known;
  }

  #findAssigned(root: ts.Node): Set<ts.Symbol> {
    const found = new Set<ts.Symbol>();
    const add = (target: ts.Node): void =>
      walk(target, (node) => {
        const symbol = ts.isIdentifier(node) ? this.symbolOf(node) : undefined;
        if (symbol) found.add(symbol);
        return !ts.isPropertyAccessExpression(node);
      });
    walk(root, (node) => {
      const target = assignedBy(node);
      if (target) add(target);
      for (const name of hoistedBy(node)) if (isParameter(this.symbolOf(name))) add(name);
    });
    return found;
  }
}

/** Whether a name is that of a parameter, which a `var` may declare again. */
export function isParameter(symbol: ts.Symbol | undefined): boolean {
  return symbol?.declarations?.some((declaration) => ts.isParameter(rootOf(declaration))) === true;
}

function rootOf(declaration: ts.Node): ts.Node {
  return ts.isBindingElement(declaration) ? ts.walkUpBindingElementsAndPatterns(declaration) : declaration;
}

/** The names that a `var` declares. */
export function hoistedBy(node: ts.Node): ts.Identifier[] {
  const isVar = ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.BlockScoped) === 0;
  return isVar ? node.declarations.flatMap(({ name }) => namesOf(name)) : [];
}
