/**
 * Lint rules of this repository that Oxlint does not bring.
 *
 * `no-ambient-time-or-chance`: time, chance and ids come in through `Ports`, so that a simulation can own them.
 */
const bannedGlobals = new Set(['setTimeout', 'setInterval', 'setImmediate']);
const bannedMembers = new Set(['Date.now', 'Math.random', 'performance.now', 'crypto.randomUUID']);
const bannedImports = new Set(['randomUUID', 'node:timers', 'node:timers/promises']);

function memberName(callee) {
  const isPlain = callee.type === 'MemberExpression' && !callee.computed && callee.object.type === 'Identifier';
  return isPlain ? `${callee.object.name}.${callee.property.name}` : undefined;
}

function isBannedCall({ callee }) {
  return callee.type === 'Identifier' ? bannedGlobals.has(callee.name) : bannedMembers.has(memberName(callee));
}

function isBannedImport({ source, specifiers }) {
  return bannedImports.has(source.value) || specifiers.some(({ imported }) => imported && bannedImports.has(imported.name));
}

const noAmbientTimeOrChance = {
  meta: {
    type: 'problem',
    messages: { banned: 'Time, chance and ids come in through Ports; only ports.ts may take them from the machine.' },
  },
  create(context) {
    const report = (node) => context.report({ node, messageId: 'banned' });
    return {
      CallExpression: (node) => isBannedCall(node) && report(node),
      NewExpression: (node) => node.callee.name === 'Date' && node.arguments.length === 0 && report(node),
      ImportDeclaration: (node) => isBannedImport(node) && report(node),
    };
  },
};

export default { meta: { name: 'waystone' }, rules: { 'no-ambient-time-or-chance': noAmbientTimeOrChance } };
