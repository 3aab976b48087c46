/** `@waystone/cli/drawing`: graphs as pictures, for programs that draw them themselves, such as tests their coverage. */
export { drawSvg } from './svg.js';
