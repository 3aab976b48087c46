import { rspack } from '@rspack/core';
import { waystone } from '@waystone/unplugin/rspack';
import { bundle, configuration } from './webpack-like.mjs';

const parser = { syntax: 'typescript', decorators: true };
const options = { jsc: { parser, transform: { legacyDecorator: true }, target: 'es2022' } };
bundle(rspack(configuration(waystone(), { loader: 'builtin:swc-loader', options })));
