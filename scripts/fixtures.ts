/** Compiles the workflows that tests import, so that the tests can be type-checked before they run. */
import { setup } from '../test/support/compile-fixtures.ts';

setup();
