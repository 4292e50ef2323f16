/** A number with three digits and a true minus sign, as axes and legends have room for. */
export function shortNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const isSmall = rounded !== 0 && Math.abs(rounded) < 0.001;
  return (isSmall ? rounded.toExponential(1) : String(rounded)).replaceAll('-', '−');
}
