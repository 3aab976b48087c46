/** `npm run measure:build`: measures how long workflows take to build. Arguments go to the measurement. */
import { measure } from './measuring.ts';

await measure({ folder: 'test/measure', program: 'dist/build/main.js', needsPostgres: false });
