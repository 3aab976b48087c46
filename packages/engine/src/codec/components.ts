/** The parts of a directed graph that hang together: within one, each node leads to each other (Tarjan's algorithm, without recursion). */

interface Visit {
  readonly node: number;
  readonly targets: readonly number[];
  next: number;
}

class Components {
  readonly #order = new Map<number, number>();
  readonly #lowest = new Map<number, number>();
  readonly #open: number[] = [];
  readonly #isOpen = new Set<number>();
  readonly #path: Visit[] = [];

  constructor(private readonly targetsOf: (node: number) => readonly number[]) {}

  *from(root: number): Generator<readonly number[]> {
    if (this.#order.has(root)) return;
    this.#enter(root);
    for (let visit = this.#path.at(-1); visit !== undefined; visit = this.#path.at(-1)) {
      const target = visit.targets[visit.next];
      visit.next += 1;
      if (target !== undefined) this.#meet(visit.node, target);
      else yield* this.#leave(visit.node);
    }
  }

  #enter(node: number): void {
    this.#order.set(node, this.#order.size);
    this.#lowest.set(node, this.#order.size - 1);
    this.#open.push(node);
    this.#isOpen.add(node);
    this.#path.push({ node, targets: this.targetsOf(node), next: 0 });
  }

  #meet(node: number, target: number): void {
    if (!this.#order.has(target)) this.#enter(target);
    else if (this.#isOpen.has(target)) this.#lower(node, this.#order.get(target) ?? 0);
  }

  #lower(node: number, to: number): void {
    this.#lowest.set(node, Math.min(this.#lowest.get(node) ?? to, to));
  }

  *#leave(node: number): Generator<readonly number[]> {
    this.#path.pop();
    const lowest = this.#lowest.get(node) ?? 0;
    const before = this.#path.at(-1);
    if (before !== undefined) this.#lower(before.node, lowest);
    if (lowest === this.#order.get(node)) yield this.#close(node);
  }

  #close(node: number): readonly number[] {
    const component = this.#open.splice(this.#open.lastIndexOf(node));
    for (const each of component) this.#isOpen.delete(each);
    return component;
  }
}

/**
 * The components that can be reached from some nodes, each after all that it leads to. Takes time in proportion to the nodes
 * and what they lead to.
 */
export function* componentsFrom(roots: Iterable<number>, targetsOf: (node: number) => readonly number[]): Generator<readonly number[]> {
  const components = new Components(targetsOf);
  for (const root of roots) yield* components.from(root);
}

/** Whether a component is a cycle rather than a node alone. */
export function isCycle(component: readonly number[], targetsOf: (node: number) => readonly number[]): boolean {
  const [node] = component;
  return component.length > 1 || (node !== undefined && targetsOf(node).includes(node));
}
