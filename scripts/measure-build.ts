/** `npm run measure:build`: measures how long workflows take to build. Arguments go to the measurement. */
import { help } from '../test/measure/src/build/help.ts';
import { measure } from './measuring.ts';

await measure({ folder: 'test/measure', program: 'dist/build/main.js', help, needsPostgres: false });
