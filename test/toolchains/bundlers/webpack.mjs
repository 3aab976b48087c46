import { waystone } from '@waystone/unplugin/webpack';
import webpack from 'webpack';
import { bundle, configuration } from './webpack-like.mjs';

bundle(webpack(configuration(waystone(), { loader: './typescript-loader.mjs' })));
