/**
 * Colors and type of a drawing. Written as plain rules, light first and dark in a media query, so that renderers that
 * know neither variables nor media queries still draw the light one well.
 */

/** Boxes that have a color of their own. */
export type BoxHue = 'plain' | 'task' | 'sleep' | 'signal' | 'child' | 'fork' | 'branch' | 'loop' | 'failure';
/** Arrows that have one: those back to a loop, those of errors. */
export type ArrowHue = 'loop' | 'failure';

/** What a highlight says of a box or an arrow. */
type Standing = 'covered' | 'uncovered';

interface Tone {
  readonly fill: string;
  readonly line: string;
  readonly ink: string;
}

interface Palette {
  readonly canvas: string;
  readonly text: string;
  readonly muted: string;
  readonly edge: string;
  readonly group: string;
  readonly groupLine: string;
  readonly tones: Readonly<Record<BoxHue | ArrowHue | Standing, Tone>>;
}

const light: Palette = {
  canvas: '#ffffff',
  text: '#1c2330',
  muted: '#667085',
  edge: '#8a94a6',
  group: '#f6f8fb',
  groupLine: '#d8dfe9',
  tones: {
    plain: { fill: '#f1f4f8', line: '#8a94a6', ink: '#475467' },
    task: { fill: '#ecf3ff', line: '#7fa8f0', ink: '#2457c5' },
    sleep: { fill: '#f2effe', line: '#a596ef', ink: '#5b43c4' },
    signal: { fill: '#fff4e2', line: '#e9ae4f', ink: '#a25b06' },
    child: { fill: '#e6f6fa', line: '#58b3c9', ink: '#0d6c82' },
    fork: { fill: '#33415c', line: '#33415c', ink: '#33415c' },
    branch: { fill: '#e7f8f1', line: '#5fbf98', ink: '#11734b' },
    loop: { fill: '#fdeef7', line: '#e08fc2', ink: '#a8266f' },
    failure: { fill: '#fdeeee', line: '#e58f8f', ink: '#b3261e' },
    covered: { fill: '#dff3e4', line: '#2e8b57', ink: '#14532d' },
    uncovered: { fill: '#fde7e7', line: '#c0392b', ink: '#7f1d1d' },
  },
};

const dark: Palette = {
  canvas: '#12161e',
  text: '#e8ecf3',
  muted: '#94a0b4',
  edge: '#717e94',
  group: '#181e29',
  groupLine: '#313b4d',
  tones: {
    plain: { fill: '#222a38', line: '#717e94', ink: '#c2cbda' },
    task: { fill: '#182745', line: '#4470c4', ink: '#9cc0ff' },
    sleep: { fill: '#251f45', line: '#6a59bd', ink: '#c1b5ff' },
    signal: { fill: '#382811', line: '#a87a2e', ink: '#ffcb7d' },
    child: { fill: '#10313a', line: '#2f879c', ink: '#86d9ec' },
    fork: { fill: '#c2cbda', line: '#c2cbda', ink: '#c2cbda' },
    branch: { fill: '#12312a', line: '#2f8f6b', ink: '#86e3bd' },
    loop: { fill: '#391a2d', line: '#a34c82', ink: '#ffaedd' },
    failure: { fill: '#3a1a1c', line: '#a84a4a', ink: '#ffb0ab' },
    covered: { fill: '#12352a', line: '#43b37a', ink: '#8fe6b8' },
    uncovered: { fill: '#3d1719', line: '#e0655a', ink: '#ffb4ab' },
  },
};

const boxHues: readonly BoxHue[] = ['plain', 'task', 'sleep', 'signal', 'child', 'fork', 'branch', 'loop', 'failure'];
const arrowHues: readonly ArrowHue[] = ['loop', 'failure'];

/** The style sheet of every drawing. */
export const styleSheet = `${fonts()}${rules(light)}@media (prefers-color-scheme: dark){${rules(dark)}}`;

/** What comes after it in a drawing with a highlight. */
export const coverageStyleSheet = `${coverageRules(light)}@media (prefers-color-scheme: dark){${coverageRules(dark)}}`;

function fonts(): string {
  return "text{font-family:ui-sans-serif,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif}.label{font-weight:600}";
}

function rules(palette: Palette): string {
  return [
    `.canvas{fill:${palette.canvas}}`,
    `.label{fill:${palette.text}}`,
    `.caption{fill:${palette.muted}}`,
    `.on-bar{fill:${palette.canvas}}`,
    `.group{fill:${palette.group};stroke:${palette.groupLine}}`,
    `.behind{fill:${palette.group}}`,
    `.edge{fill:none;stroke:${palette.edge}}`,
    `.tip{fill:${palette.edge}}`,
    `.on-edge{fill:${palette.canvas}}`,
    ...boxHues.map((hue) => boxRules(hue, palette.tones[hue])),
    ...arrowHues.map((hue) => arrowRules(hue, palette.tones[hue])),
  ].join('');
}

function boxRules(hue: BoxHue | Standing, { fill, line, ink }: Tone): string {
  return `.${hue} .shape{fill:${fill};stroke:${line}}.${hue} .icon{fill:none;stroke:${ink}}`;
}

function arrowRules(hue: ArrowHue | Standing, { line, ink }: Tone): string {
  return `.${hue}.edge{stroke:${line}}.${hue}.tip{fill:${line}}.${hue}.caption{fill:${ink}}`;
}

/** Dashes too: not everybody sees the colors. */
function coverageRules({ tones: { covered, uncovered } }: Palette): string {
  return [
    boxRules('covered', covered),
    boxRules('uncovered', uncovered),
    `.fork.covered .shape{fill:${covered.line}}.fork.uncovered .shape{fill:${uncovered.line}}`,
    arrowRules('covered', covered),
    arrowRules('uncovered', uncovered),
    '.covered.edge{stroke-width:2}.uncovered .shape{stroke-dasharray:4 3}.uncovered.edge{stroke-dasharray:2 4}',
  ].join('');
}
