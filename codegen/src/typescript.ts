/**
 * The front end: the one door to TypeScript. Analysis works on compiler nodes; another front end with the same nodes
 * can take its place here.
 */
export { getFileMatcherPatterns, getLibFiles, libFolderInMemoryPath, ts } from '@ts-morph/common';
