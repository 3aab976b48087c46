/** Icons of 16 by 16 pixels, drawn with strokes in the ink of their box. */
import { element } from './xml.js';

export type IconName = 'task' | 'sleep' | 'signal' | 'child' | 'branch' | 'loop';

const paths: Readonly<Record<IconName, string>> = {
  task: 'M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z',
  sleep: 'M8 1.8a6.2 6.2 0 1 0 0 12.4a6.2 6.2 0 1 0 0-12.4M8 4.5V8l2.5 1.7',
  signal: 'M2 4.5h12v8H2zM2 4.8l6 4.7 6-4.7',
  child: 'M2 2.5h8v5H2zM6 7.5v4h2M8 9h6v5H8z',
  branch: 'M8 14.5V10M8 10C8 7 3.5 7 3.5 3M8 10c0-3 4.5-3 4.5-7M1.7 4.6 3.5 2.5l1.8 2.1M10.7 4.6l1.8-2.1 1.8 2.1',
  loop: 'M13.5 8a5.5 5.5 0 1 1-1.7-4M13.8 1.5v3.2h-3.2',
};

/** An icon with its top left corner at a place. */
export function icon(name: IconName, x: number, y: number): string {
  return element('path', {
    class: 'icon',
    d: paths[name],
    transform: `translate(${x} ${y})`,
    'stroke-width': 1.5,
    'stroke-linecap': 'round',
    'stroke-linejoin': 'round',
  });
}
