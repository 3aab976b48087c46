/* oxlint-disable max-lines -- one function per code */
/**
 * The diagnostics of the catalogue as functions. Generated from `codegen/messages/*.md` by `npm run generate -w codegen`;
 * change the catalogue, not this file.
 */
import type { Diagnostic } from './diagnostic.js';
import { placeOf, type Located, type Place } from './place.js';

/** `%name%` is decorated with `@workflow`, but the module does not export it under its own name. */
export function workflowNotExported(at: Place | Located, { name }: { readonly name: string }): Diagnostic {
  return {
    code: 'workflow_not_exported',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` is decorated with \`@workflow\`, but the module does not export it under its own name`,
    fix: `Write \`export class ${name}\``,
  };
}

/** A class decorated with `@workflow` has no name of its own. */
export function workflowNotNamed(at: Place | Located): Diagnostic {
  return {
    code: 'workflow_not_named',
    severity: 'error',
    place: placeOf(at),
    problem: `A class decorated with \`@workflow\` has no name of its own`,
    fix: `Give the class a name and export it: \`export class Order { … }\``,
  };
}

/** `%name%` has no method `run`, so it has nowhere to start. */
export function workflowWithoutRun(at: Place | Located, { name }: { readonly name: string }): Diagnostic {
  return {
    code: 'workflow_without_run',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` has no method \`run\`, so it has nowhere to start`,
    fix: `Add \`async run(input: Input): Promise<Result> { … }\``,
  };
}

/** `%name%` extends `%base%`, %reason%. */
export function workflowInherits(at: Place | Located, { name, base, reason }: { readonly name: string; readonly base: string; readonly reason: string }): Diagnostic {
  return {
    code: 'workflow_inherits',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` extends \`${base}\`, ${reason}`,
    fix: 'Extend a class that is declared with its name in a module of this package; any file of it will do',
  };
}

/** `%name%` is abstract, so no instance of it can run. */
export function workflowAbstract(at: Place | Located, { name }: { readonly name: string }): Diagnostic {
  return {
    code: 'workflow_abstract',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` is abstract, so no instance of it can run`,
    fix: `Remove \`@workflow\` from it, and mark the classes that extend it`,
  };
}

/** `%name%` has type parameters, but the types of a workflow are fixed when it is compiled. */
export function workflowGeneric(at: Place | Located, { name }: { readonly name: string }): Diagnostic {
  return {
    code: 'workflow_generic',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` has type parameters, but the types of a workflow are fixed when it is compiled`,
    fix: 'Write the types out, or export one class per set of types',
  };
}

/** Two workflows are named `%name%`; the other one is %other%. */
export function workflowNameTaken(at: Place | Located, { name, other }: { readonly name: string; readonly other: string }): Diagnostic {
  return {
    code: 'workflow_name_taken',
    severity: 'error',
    place: placeOf(at),
    problem: `Two workflows are named \`${name}\`; the other one is ${other}`,
    fix: `Give one of them another name: \`@workflow({ name: '…' })\``,
  };
}

/** `%name%` cannot be the name of a workflow. */
export function workflowNameInvalid(at: Place | Located, { name }: { readonly name: string }): Diagnostic {
  return {
    code: 'workflow_name_invalid',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` cannot be the name of a workflow`,
    fix: `Use small letters, digits and single dashes, beginning with a letter: \`order-refund\``,
  };
}

/** The compiler cannot evaluate %option%. */
export function optionNotLiteral(at: Place | Located, { option }: { readonly option: string }): Diagnostic {
  return {
    code: 'option_not_literal',
    severity: 'error',
    place: placeOf(at),
    problem: `The compiler cannot evaluate ${option}`,
    fix: 'Write a literal, or a constant that is declared with one (it may be imported)',
  };
}

/** %option% is not valid: %reason%. */
export function optionInvalid(at: Place | Located, { option, reason, fix }: { readonly option: string; readonly reason: string; readonly fix: string }): Diagnostic {
  return {
    code: 'option_invalid',
    severity: 'error',
    place: placeOf(at),
    problem: `${option} is not valid: ${reason}`,
    fix: `${fix}`,
  };
}

/** `@%marker%` stands on %what%, but it marks ordinary methods with a body. */
export function markerMisplaced(at: Place | Located, { marker, what }: { readonly marker: string; readonly what: string }): Diagnostic {
  return {
    code: 'marker_misplaced',
    severity: 'error',
    place: placeOf(at),
    problem: `\`@${marker}\` stands on ${what}, but it marks ordinary methods with a body`,
    fix: `Put it on an ordinary method of the workflow class with a plain name: \`@${marker}() async name() { … }\``,
  };
}

/** `@%marker%` is not called. */
export function markerNotCalled(at: Place | Located, { marker, options }: { readonly marker: string; readonly options: string }): Diagnostic {
  return {
    code: 'marker_not_called',
    severity: 'error',
    place: placeOf(at),
    problem: `\`@${marker}\` is not called`,
    fix: `Write \`@${marker}(${options})\``,
  };
}

/** `%member%` is marked both `@%first%` and `@%second%`. */
export function markerConflict(at: Place | Located, { member, first, second }: { readonly member: string; readonly first: string; readonly second: string }): Diagnostic {
  return {
    code: 'marker_conflict',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${member}\` is marked both \`@${first}\` and \`@${second}\``,
    fix: `Keep one marker; a method either does work (\`@task\`) or composes (\`@flow\`, \`@fork\`, \`@branch\`, \`@loop\`)`,
  };
}

/** `run` is marked `@%marker%`, but it is always the entry of the workflow. */
export function markerOnRun(at: Place | Located, { marker }: { readonly marker: string }): Diagnostic {
  return {
    code: 'marker_on_run',
    severity: 'error',
    place: placeOf(at),
    problem: `\`run\` is marked \`@${marker}\`, but it is always the entry of the workflow`,
    fix: `Remove the marker, or move the body into a marked method that \`run\` calls`,
  };
}

/** `@%marker%` marks a method of `%name%`, which is not a workflow. */
export function markerOutsideWorkflow(at: Place | Located, { marker, name }: { readonly marker: string; readonly name: string }): Diagnostic {
  return {
    code: 'marker_outside_workflow',
    severity: 'error',
    place: placeOf(at),
    problem: `\`@${marker}\` marks a method of \`${name}\`, which is not a workflow`,
    fix: `Decorate the class with \`@workflow()\`, or remove the marker`,
  };
}

/** `%decorator%` decorates flow `%flow%`, but a flow is compiled, so the decorator would have no effect on it. */
export function decoratorOnFlow(at: Place | Located, { decorator, flow }: { readonly decorator: string; readonly flow: string }): Diagnostic {
  return {
    code: 'decorator_on_flow',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${decorator}\` decorates flow \`${flow}\`, but a flow is compiled, so the decorator would have no effect on it`,
    fix: 'Remove it, or put it on a task that the flow calls',
  };
}

/** A %kind% cannot be named `%name%`, because handles have a member of that name. */
export function memberNameReserved(at: Place | Located, { kind, name }: { readonly kind: string; readonly name: string }): Diagnostic {
  return {
    code: 'member_name_reserved',
    severity: 'error',
    place: placeOf(at),
    problem: `A ${kind} cannot be named \`${name}\`, because handles have a member of that name`,
    fix: 'Choose another name',
  };
}

/** `%kind%(…)` does not initialize a public field of a workflow. */
export function fieldMisplaced(at: Place | Located, { kind }: { readonly kind: string }): Diagnostic {
  return {
    code: 'field_misplaced',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${kind}(…)\` does not initialize a public field of a workflow`,
    fix: `Write it as the whole initializer of a public instance field: \`readonly name = ${kind}<…>(…)\``,
  };
}

/** Task `%task%` does not return a promise. */
export function taskNotAsync(at: Place | Located, { task }: { readonly task: string }): Diagnostic {
  return {
    code: 'task_not_async',
    severity: 'error',
    place: placeOf(at),
    problem: `Task \`${task}\` does not return a promise`,
    fix: `Write \`async ${task}(…)\``,
  };
}

/** `run` has %count% parameters, but an instance has one input. */
export function runHasTooManyParameters(at: Place | Located, { count }: { readonly count: string }): Diagnostic {
  return {
    code: 'run_has_too_many_parameters',
    severity: 'error',
    place: placeOf(at),
    problem: `\`run\` has ${count} parameters, but an instance has one input`,
    fix: `Take one object: \`async run({ … }: Input)\``,
  };
}

/** `@formerly` on `%name%` %reason%. */
export function formerlyInvalid(at: Place | Located, { name, reason, fix }: { readonly name: string; readonly reason: string; readonly fix: string }): Diagnostic {
  return {
    code: 'formerly_invalid',
    severity: 'error',
    place: placeOf(at),
    problem: `\`@formerly\` on \`${name}\` ${reason}`,
    fix: `${fix}`,
  };
}

/** `%member%` was formerly `%name%`, and so `%other%` is called in the graph now. */
export function formerlyTaken(at: Place | Located, { member, name, other }: { readonly member: string; readonly name: string; readonly other: string }): Diagnostic {
  return {
    code: 'formerly_taken',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${member}\` was formerly \`${name}\`, and so \`${other}\` is called in the graph now`,
    fix: `Give \`${other}\` another name, or take the decorator away if \`${member}\` is a new member`,
  };
}

/** `%call%` is called without `await`, so the flow would go on before it has ended. */
export function callNotAwaited(at: Place | Located, { call }: { readonly call: string }): Diagnostic {
  return {
    code: 'call_not_awaited',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${call}\` is called without \`await\`, so the flow would go on before it has ended`,
    fix: `Write \`await ${call}(…)\`, or make it a lane of \`join([…])\``,
  };
}

/** `return %call%(…)` inside `try` leaves the block before the call has ended, so `catch` would not see its error. */
export function returnNotAwaitedInTry(at: Place | Located, { call }: { readonly call: string }): Diagnostic {
  return {
    code: 'return_not_awaited_in_try',
    severity: 'error',
    place: placeOf(at),
    problem: `\`return ${call}(…)\` inside \`try\` leaves the block before the call has ended, so \`catch\` would not see its error`,
    fix: `Write \`return await ${call}(…)\``,
  };
}

/** `%expression%` is awaited, but it is not durable: after a crash it would be lost or done again. */
export function awaitNotDurable(at: Place | Located, { expression }: { readonly expression: string }): Diagnostic {
  return {
    code: 'await_not_durable',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${expression}\` is awaited, but it is not durable: after a crash it would be lost or done again`,
    fix: `Move it into a method marked \`@task\` and await that`,
  };
}

/** `%expression%` is awaited, but it is not a promise. */
export function awaitNotNeeded(at: Place | Located, { expression }: { readonly expression: string }): Diagnostic {
  return {
    code: 'await_not_needed',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${expression}\` is awaited, but it is not a promise`,
    fix: `Remove the \`await\``,
  };
}

/** `this.%method%(…)` is awaited, but `%method%` has no marker. */
export function plainMethodAwaited(at: Place | Located, { method }: { readonly method: string }): Diagnostic {
  return {
    code: 'plain_method_awaited',
    severity: 'error',
    place: placeOf(at),
    problem: `\`this.${method}(…)\` is awaited, but \`${method}\` has no marker`,
    fix: `Mark it \`@task()\` if it does work, or \`@flow()\` if it only composes tasks`,
  };
}

/** `%method%` of `%name%` has no marker, but a flow of `%base%` awaits it. */
export function overrideWithoutMarker(at: Place | Located, { method, name, base }: { readonly method: string; readonly name: string; readonly base: string }): Diagnostic {
  return {
    code: 'override_without_marker',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${method}\` of \`${name}\` has no marker, but a flow of \`${base}\` awaits it`,
    fix: `Mark it \`@task()\` if it does work, or \`@flow()\` if it only composes tasks; markers of a method that it overrides are not inherited`,
  };
}

/** `%method%` calls `%call%`, but it has no marker and runs between two waits. */
export function plainMethodWaits(at: Place | Located, { method, call }: { readonly method: string; readonly call: string }): Diagnostic {
  return {
    code: 'plain_method_waits',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${method}\` calls \`${call}\`, but it has no marker and runs between two waits`,
    fix: `Mark \`${method}\` with \`@flow()\` and await it`,
  };
}

/** Task `%task%` calls `%call%`, which waits durably, but a task is one piece of work. */
export function taskWaits(at: Place | Located, { task, call }: { readonly task: string; readonly call: string }): Diagnostic {
  return {
    code: 'task_waits',
    severity: 'error',
    place: placeOf(at),
    problem: `Task \`${task}\` calls \`${call}\`, which waits durably, but a task is one piece of work`,
    fix: 'Call it in a flow, before or after the task',
  };
}

/** `this.%member%` is a %kind% and cannot be used as a value. */
export function memberAsValue(at: Place | Located, { member, kind, fix }: { readonly member: string; readonly kind: string; readonly fix: string }): Diagnostic {
  return {
    code: 'member_as_value',
    severity: 'error',
    place: placeOf(at),
    problem: `\`this.${member}\` is a ${kind} and cannot be used as a value`,
    fix: `${fix}`,
  };
}

/** A member of `this` is reached by a computed name. */
export function memberComputed(at: Place | Located): Diagnostic {
  return {
    code: 'member_computed',
    severity: 'error',
    place: placeOf(at),
    problem: `A member of \`this\` is reached by a computed name`,
    fix: `Write the name out, in a \`switch\` if there are several: \`this.name\``,
  };
}

/** `this` is used as a value. */
export function thisAsValue(at: Place | Located): Diagnostic {
  return {
    code: 'this_as_value',
    severity: 'error',
    place: placeOf(at),
    problem: `\`this\` is used as a value`,
    fix: `Reach members directly (\`this.name\`), and pass on only the values that are needed`,
  };
}

/** `this.%member%` is written in a flow, but fields of the instance are not stored. */
export function thisAssigned(at: Place | Located, { member }: { readonly member: string }): Diagnostic {
  return {
    code: 'this_assigned',
    severity: 'error',
    place: placeOf(at),
    problem: `\`this.${member}\` is written in a flow, but fields of the instance are not stored`,
    fix: `Keep it in a local variable, or publish it with a \`status<T>()\` field`,
  };
}

/** `%variable%` is declared outside the class and written in a flow, but variables of modules are not stored. */
export function moduleVariableWritten(at: Place | Located, { variable }: { readonly variable: string }): Diagnostic {
  return {
    code: 'module_variable_written',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${variable}\` is declared outside the class and written in a flow, but variables of modules are not stored`,
    fix: `Keep it in a local variable, or write it in a \`@task\``,
  };
}

/** `%name%` is used in a flow, but generated code cannot reach names that begin with `#`. */
export function privateNameUsed(at: Place | Located, { name }: { readonly name: string }): Diagnostic {
  return {
    code: 'private_name_used',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` is used in a flow, but generated code cannot reach names that begin with \`#\``,
    fix: `Declare the member \`private\` instead`,
  };
}

/** Flow `%flow%` calls itself: %cycle%. */
export function flowRecursive(at: Place | Located, { flow, cycle }: { readonly flow: string; readonly cycle: string }): Diagnostic {
  return {
    code: 'flow_recursive',
    severity: 'error',
    place: placeOf(at),
    problem: `Flow \`${flow}\` calls itself: ${cycle}`,
    fix: 'Use a loop, or do one level per workflow instance',
  };
}

/** `.%method%(…)` chains on `%call%(…)`, but a wait of a flow is no promise. */
export function promiseChained(at: Place | Located, { method, call }: { readonly method: string; readonly call: string }): Diagnostic {
  return {
    code: 'promise_chained',
    severity: 'error',
    place: placeOf(at),
    problem: `\`.${method}(…)\` chains on \`${call}(…)\`, but a wait of a flow is no promise`,
    fix: `Write \`await ${call}(…)\` and go on below it; what it throws is caught with \`try\` and \`catch\``,
  };
}

/** Nothing waits for the promise of `%expression%`: a crash would forget it, and its error would go unseen. */
export function promiseDropped(at: Place | Located, { expression }: { readonly expression: string }): Diagnostic {
  return {
    code: 'promise_dropped',
    severity: 'error',
    place: placeOf(at),
    problem: `Nothing waits for the promise of \`${expression}\`: a crash would forget it, and its error would go unseen`,
    fix: `Move it into a method marked \`@task\` and await that`,
  };
}

/** `%call%(…)` runs something later in this process, and a crash would forget it. */
export function timerUsed(at: Place | Located, { call }: { readonly call: string }): Diagnostic {
  return {
    code: 'timer_used',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${call}(…)\` runs something later in this process, and a crash would forget it`,
    fix: `Write \`await sleep('1s')\` to wait, or do it in a method marked \`@task\``,
  };
}

/** `%expression%` is not the name of a class, so the compiler cannot tell which workflow `%call%` starts. */
export function childClassUnknown(at: Place | Located, { expression, call }: { readonly expression: string; readonly call: string }): Diagnostic {
  return {
    code: 'child_class_unknown',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${expression}\` is not the name of a class, so the compiler cannot tell which workflow \`${call}\` starts`,
    fix: `Write the class itself, imported as a value: \`${call}(OrderWorkflow, …)\``,
  };
}

/** `%name%` cannot be started as a child: %reason%. */
export function childNotWorkflow(at: Place | Located, { name, reason, fix }: { readonly name: string; readonly reason: string; readonly fix: string }): Diagnostic {
  return {
    code: 'child_not_workflow',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` cannot be started as a child: ${reason}`,
    fix: `${fix}`,
  };
}

/** Flow `%flow%` is not `async`. */
export function flowNotAsync(at: Place | Located, { flow }: { readonly flow: string }): Diagnostic {
  return {
    code: 'flow_not_async',
    severity: 'error',
    place: placeOf(at),
    problem: `Flow \`${flow}\` is not \`async\``,
    fix: `Write \`async ${flow}(…)\``,
  };
}

/** Flow `%flow%` is a generator. */
export function flowIsGenerator(at: Place | Located, { flow }: { readonly flow: string }): Diagnostic {
  return {
    code: 'flow_is_generator',
    severity: 'error',
    place: placeOf(at),
    problem: `Flow \`${flow}\` is a generator`,
    fix: `Write an ordinary \`async\` method and return a list`,
  };
}

/** A function inside flow `%flow%` waits. */
export function awaitInNestedFunction(at: Place | Located, { flow }: { readonly flow: string }): Diagnostic {
  return {
    code: 'await_in_nested_function',
    severity: 'error',
    place: placeOf(at),
    problem: `A function inside flow \`${flow}\` waits`,
    fix: `Move its body into a \`@flow\` method, or write a loop; for lanes use \`join(items.map(async (item) => { … }))\``,
  };
}

/** `%name%` is used between waits, but its module does not export it. */
export function nameNotExported(at: Place | Located, { name }: { readonly name: string }): Diagnostic {
  return {
    code: 'name_not_exported',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${name}\` is used between waits, but its module does not export it`,
    fix: 'Export it, move it into a module of its own, or make it a constant with a literal value',
  };
}

/** `arguments` is used in a flow. */
export function argumentsUsed(at: Place | Located): Diagnostic {
  return {
    code: 'arguments_used',
    severity: 'error',
    place: placeOf(at),
    problem: `\`arguments\` is used in a flow`,
    fix: 'Declare the parameters; a rest parameter takes any number of them',
  };
}

/** `super` is used in a flow for something other than a call of a flow. */
export function superUsed(at: Place | Located): Diagnostic {
  return {
    code: 'super_used',
    severity: 'error',
    place: placeOf(at),
    problem: `\`super\` is used in a flow for something other than a call of a flow`,
    fix: `Give what the other class does a name of its own, and call it with \`this\``,
  };
}

/** `eval` is used in a flow. */
export function evalUsed(at: Place | Located): Diagnostic {
  return {
    code: 'eval_used',
    severity: 'error',
    place: placeOf(at),
    problem: `\`eval\` is used in a flow`,
    fix: `Write the code out, or call it in a \`@task\``,
  };
}

/** `import.meta` is used in a flow, where it would be that of the generated module. */
export function importMetaUsed(at: Place | Located): Diagnostic {
  return {
    code: 'import_meta_used',
    severity: 'error',
    place: placeOf(at),
    problem: `\`import.meta\` is used in a flow, where it would be that of the generated module`,
    fix: 'Read it into a field of the class or an exported constant, and use that',
  };
}

/** `new.target` is used in a flow. */
export function newTargetUsed(at: Place | Located): Diagnostic {
  return {
    code: 'new_target_used',
    severity: 'error',
    place: placeOf(at),
    problem: `\`new.target\` is used in a flow`,
    fix: `Remove it; in a method it is always \`undefined\``,
  };
}

/** `using` is declared in a flow, but its resource cannot be stored. */
export function usingDeclared(at: Place | Located): Diagnostic {
  return {
    code: 'using_declared',
    severity: 'error',
    place: placeOf(at),
    problem: `\`using\` is declared in a flow, but its resource cannot be stored`,
    fix: `Open and close the resource inside one \`@task\`, or use \`try\`/\`finally\` with tasks`,
  };
}

/** `for await` is used in a flow. */
export function forAwaitUsed(at: Place | Located): Diagnostic {
  return {
    code: 'for_await_used',
    severity: 'error',
    place: placeOf(at),
    problem: `\`for await\` is used in a flow`,
    fix: `Collect the items in a \`@task\`, page by page if there are many, and loop over the array`,
  };
}

/** This loop waits, and goes over a value of type `%type%`, whose place in the iteration cannot be stored. */
export function iterationNotSupported(at: Place | Located, { type }: { readonly type: string }): Diagnostic {
  return {
    code: 'iteration_not_supported',
    severity: 'error',
    place: placeOf(at),
    problem: `This loop waits, and goes over a value of type \`${type}\`, whose place in the iteration cannot be stored`,
    fix: `Make an array of it before the loop: \`const list = [...values]\``,
  };
}

/** `%call%` can never be reached. */
export function waitUnreachable(at: Place | Located, { call }: { readonly call: string }): Diagnostic {
  return {
    code: 'wait_unreachable',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${call}\` can never be reached`,
    fix: `Remove it, or mend the \`return\`, \`throw\`, \`break\` or \`continue\` before it`,
  };
}

/** %what% is not taken here by this version of the compiler. */
export function syntaxNotSupported(at: Place | Located, { what }: { readonly what: string }): Diagnostic {
  return {
    code: 'syntax_not_supported',
    severity: 'error',
    place: placeOf(at),
    problem: `${what} is not taken here by this version of the compiler`,
    fix: `Write it more plainly (a wait as a statement of its own: \`const value = await …\`), or move it into a \`@task\` or a function`,
  };
}

/** Fork `%fork%` has a path that does not return `join(…)`. */
export function forkWithoutJoin(at: Place | Located, { fork, fix }: { readonly fork: string; readonly fix: string }): Diagnostic {
  return {
    code: 'fork_without_join',
    severity: 'error',
    place: placeOf(at),
    problem: `Fork \`${fork}\` has a path that does not return \`join(…)\``,
    fix: `${fix}`,
  };
}

/** This join has no lanes. */
export function joinEmpty(at: Place | Located): Diagnostic {
  return {
    code: 'join_empty',
    severity: 'error',
    place: placeOf(at),
    problem: 'This join has no lanes',
    fix: 'Add lanes, or remove the join',
  };
}

/** The lanes of this join cannot be seen here. */
export function joinLanesUnknown(at: Place | Located): Diagnostic {
  return {
    code: 'join_lanes_unknown',
    severity: 'error',
    place: placeOf(at),
    problem: 'The lanes of this join cannot be seen here',
    fix: `Write them in place: \`join({ … })\`, \`join([ … ])\`, or one per item: \`join(items.map((item) => this.task(item)))\``,
  };
}

/** `%expression%` is not a lane. */
export function laneNotDurable(at: Place | Located, { expression }: { readonly expression: string }): Diagnostic {
  return {
    code: 'lane_not_durable',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${expression}\` is not a lane`,
    fix: `Call a task, a flow or a wait, or write \`(async () => { … })()\``,
  };
}

/** An argument of this lane waits, though the lanes before it have begun by then. */
export function laneArgumentWaits(at: Place | Located): Diagnostic {
  return {
    code: 'lane_argument_waits',
    severity: 'error',
    place: placeOf(at),
    problem: 'An argument of this lane waits, though the lanes before it have begun by then',
    fix: `Wait for it before the join: \`const value = await …\`, or inside the lane: \`(async () => this.task(await …))()\``,
  };
}

/** This lane writes `%variable%`, which is declared outside it and would be seen by other lanes or after the join. */
export function laneWritesShared(at: Place | Located, { variable }: { readonly variable: string }): Diagnostic {
  return {
    code: 'lane_writes_shared',
    severity: 'error',
    place: placeOf(at),
    problem: `This lane writes \`${variable}\`, which is declared outside it and would be seen by other lanes or after the join`,
    fix: 'Return the value from the lane, and use the result of the join',
  };
}

/** %mode% is not a mode of `join` that can be seen here. */
export function joinModeUnknown(at: Place | Located, { mode }: { readonly mode: string }): Diagnostic {
  return {
    code: 'join_mode_unknown',
    severity: 'error',
    place: placeOf(at),
    problem: `${mode} is not a mode of \`join\` that can be seen here`,
    fix: `Write \`mode: 'all'\`, \`'settled'\`, \`'any'\`, \`'race'\` or \`{ atLeast: n }\` in place; \`n\` may be any expression`,
  };
}

/** The options of this join cannot be seen here. */
export function joinOptionsUnknown(at: Place | Located): Diagnostic {
  return {
    code: 'join_options_unknown',
    severity: 'error',
    place: placeOf(at),
    problem: 'The options of this join cannot be seen here',
    fix: `Write them in place: \`{ mode: 'all', concurrency: n }\`; \`concurrency\` may be any expression`,
  };
}

/** Branch `%branch%` has no case for %missing%. */
export function branchMissesCase(at: Place | Located, { branch, missing }: { readonly branch: string; readonly missing: string }): Diagnostic {
  return {
    code: 'branch_misses_case',
    severity: 'error',
    place: placeOf(at),
    problem: `Branch \`${branch}\` has no case for ${missing}`,
    fix: `Add the case, or a \`default\``,
  };
}

/** Branch `%branch%` has a path that does not return. */
export function branchWithoutReturn(at: Place | Located, { branch }: { readonly branch: string }): Diagnostic {
  return {
    code: 'branch_without_return',
    severity: 'error',
    place: placeOf(at),
    problem: `Branch \`${branch}\` has a path that does not return`,
    fix: `Return in every case (\`return\` alone will do), or mark the method \`@flow\``,
  };
}

/** Loop `%loop%` holds %count% loops at its top level, but its iterations are those of one. */
export function loopNotSingle(at: Place | Located, { loop, count }: { readonly loop: string; readonly count: string }): Diagnostic {
  return {
    code: 'loop_not_single',
    severity: 'error',
    place: placeOf(at),
    problem: `Loop \`${loop}\` holds ${count} loops at its top level, but its iterations are those of one`,
    fix: `Write exactly one \`for\`, \`while\` or \`do\` statement in it, and move others into methods of their own`,
  };
}

/** `%variable%` lives across %wait%, but it cannot be stored: %reason%. */
export function valueNotStorable(at: Place | Located, { variable, wait, reason, fix }: { readonly variable: string; readonly wait: string; readonly reason: string; readonly fix: string }): Diagnostic {
  return {
    code: 'value_not_storable',
    severity: 'error',
    place: placeOf(at),
    problem: `\`${variable}\` lives across ${wait}, but it cannot be stored: ${reason}`,
    fix: `${fix}`,
  };
}

/** This function uses `%variable%` of one turn of a loop that waits, and is put where its type is lost. */
export function functionOutlivesTurn(at: Place | Located, { variable }: { readonly variable: string }): Diagnostic {
  return {
    code: 'function_outlives_turn',
    severity: 'error',
    place: placeOf(at),
    problem: `This function uses \`${variable}\` of one turn of a loop that waits, and is put where its type is lost`,
    fix: 'Compute the value in this turn and keep that, or give the place a type that shows the function',
  };
}

/** %what% cannot be stored: %reason%. */
export function typeNotStorable(at: Place | Located, { what, reason, fix }: { readonly what: string; readonly reason: string; readonly fix: string }): Diagnostic {
  return {
    code: 'type_not_storable',
    severity: 'error',
    place: placeOf(at),
    problem: `${what} cannot be stored: ${reason}`,
    fix: `${fix}`,
  };
}

/** `%signal%` is received with no timeout. */
export function signalWithoutTimeout(at: Place | Located, { signal }: { readonly signal: string }): Diagnostic {
  return {
    code: 'signal_without_timeout',
    severity: 'warning',
    place: placeOf(at),
    problem: `\`${signal}\` is received with no timeout`,
    fix: `Write \`this.${signal}.receive({ timeout: '…' })\`, or \`{ timeout: undefined }\` if it is to wait for ever`,
  };
}

/** The compiler cannot evaluate the first value of status `%status%`. */
export function statusNotLiteral(at: Place | Located, { status }: { readonly status: string }): Diagnostic {
  return {
    code: 'status_not_literal',
    severity: 'error',
    place: placeOf(at),
    problem: `The compiler cannot evaluate the first value of status \`${status}\``,
    fix: `Write a literal, or a constant that is declared with one; anything else is published with \`this.${status}.set(…)\``,
  };
}

/** %message% (TS%number%). */
export function typescriptError(at: Place | Located, { message, number }: { readonly message: string; readonly number: string }): Diagnostic {
  return {
    code: 'typescript_error',
    severity: 'error',
    place: placeOf(at),
    problem: `${message} (TS${number})`,
    fix: `Mend the error; \`tsc\` reports the same one`,
  };
}
