/** `@formerly`: a name that instances can know a member or a workflow by, and no other has. */
import { formerNamesOf, graphName, workflowNameOf, type FormerName } from '../2-analyze/index.js';
import { formerlyInvalid, formerlyTaken } from '../diagnostics/index.js';
import { ts } from '../typescript.js';
import type { Scene } from './scene.js';

export function checkFormerNames(scene: Scene): void {
  const { model, checker } = scene;
  checkEach(
    formerNamesOf(model.declaration, checker),
    { name: model.className, present: model.presentName, isPossible: () => true },
    scene,
  );
  for (const base of model.lineage.classes.slice(1)) checkBase(base, scene);
  for (const member of model.lineage.classes.flatMap(({ members }) => [...members])) checkMember(member, scene);
  checkTaken(scene);
}

function checkBase(base: ts.ClassDeclaration, { checker, diagnostics }: Scene): void {
  const [former] = workflowNameOf(base, checker) === undefined ? formerNamesOf(base, checker) : [];
  const reason = 'has no effect: the class is no workflow';
  if (former)
    diagnostics.add(formerlyInvalid(former.decorator, { name: base.name?.text ?? 'class', reason, fix: 'Take the decorator away' }));
}

/** What bears the decorator. */
interface Bearer {
  readonly name: string;
  /** What it is called now, as far as the store would know it. */
  readonly present: string;
  isPossible(name: string): boolean;
}

function checkMember(member: ts.ClassElement, scene: Scene): void {
  const names = formerNamesOf(member, scene.checker);
  const [first] = names;
  if (!first) return;
  const name = member.name?.getText() ?? '';
  const reason = whyNeverRenamed(member);
  if (reason === undefined) return checkEach(names, { name, present: name, isPossible: (former) => identifier.test(former) }, scene);
  scene.diagnostics.add(formerlyInvalid(first.decorator, { name, reason, fix: 'Take the decorator away' }));
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function whyNeverRenamed(member: ts.ClassElement): string | undefined {
  if (!member.name || !ts.isIdentifier(member.name)) return 'has no effect: the member has no name that the graph could know';
  if (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) return 'has no effect: instances have no static members';
  return member.name.text === 'run' ? 'has no effect: instances always begin at `run`' : undefined;
}

function checkEach([first, second]: readonly FormerName[], { name, present, isPossible }: Bearer, { diagnostics }: Scene): void {
  if (!first) return;
  const report = ({ decorator }: FormerName, reason: string, fix: string): void =>
    diagnostics.addUnlessCovered(formerlyInvalid(decorator, { name, reason, fix }));
  if (second) report(second, 'is there twice', 'Keep the name that it had first: it is the only one that the store has seen');
  if (first.name === undefined || !isPossible(first.name))
    report(first, 'does not say a name', "Write the earlier name as a text, e.g. `@formerly('charge')`");
  else if (first.name === present) report(first, 'says the name that it has', 'Take the decorator away');
}

/** Members share the paths of nodes, so each needs a name of its own in the graph. */
function checkTaken({ model, diagnostics }: Scene): void {
  const members = model.members.flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));
  for (const [member, { name, decorator }] of model.former) {
    const other = members.find((each) => each !== member && graphName(model, each) === name);
    if (name !== undefined && other !== undefined) diagnostics.add(formerlyTaken(decorator, { name, member, other }));
  }
}
