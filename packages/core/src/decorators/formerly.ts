/** The decorator of what was renamed. It is the compiler's to read: when a class is loaded it does nothing. */

/** A decorator of classes, methods and fields; works as a legacy and as a TC39 one. */
export interface RenamedDecorator {
  (target: unknown, keyOrContext?: string | symbol | DecoratorContext, descriptor?: PropertyDescriptor): void;
}

/**
 * Says what instances that are under way, clients and operators know a task, a flow, a signal, a status or a whole workflow
 * by. The class may call it otherwise from then on; in the graph, and so in the store, it keeps its name, and the graph keeps its
 * hash. Of several renames the first name stays: it is the only one that the store has seen.
 *
 * @param _name the earlier name of the member; of a workflow, the earlier workflow name (`order`).
 * @example @formerly('charge') @task() async chargeCard(order: Order): Promise<Receipt> { … }
 */
export function formerly(_name: string): RenamedDecorator {
  return () => {};
}
