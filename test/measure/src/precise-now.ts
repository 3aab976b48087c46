/** The time of the machine in milliseconds since 1970, with fractions: the same for all processes. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
