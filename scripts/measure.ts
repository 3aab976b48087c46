/** `npm run measure`: measures Waystone alone. Arguments go to the measurement. */
import { choices, help } from '../test/measure/src/help.ts';
import { measure } from './measuring.ts';

await measure({ folder: 'test/measure', program: 'dist/main.js', help, choices });
