const steps = ['', 'k', 'M', 'G', 'T', 'P', 'E'];

/**
 * A count as people read it: `760`, `61.7 k`, `138.4 M`; whole below 1,000, one decimal above.
 * The exact figure is `formatExact`'s.
 */
export function formatCount(count: number): string {
  return withStep(count, '');
}

/** Bytes in decimal units as people read them: `512 B`, `61.7 kB`, `93.2 MB`. */
export function formatBytes(bytes: number): string {
  return withStep(bytes, 'B');
}

/** A number with every digit, thousands set apart by commas: `138,357,544`. */
export function formatExact(value: number): string {
  const [whole = '', decimals] = String(value).split('.');
  // Numbers such as 1e+21 have no thousands to set apart.
  if (!/^-?\d+$/.test(whole)) return String(value);
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

function withStep(value: number, unit: string): string {
  const size = Math.abs(value);
  let step = 0;
  // From 999.95 on, one decimal would round up to 1000.0 of the smaller step.
  while (step < steps.length - 1 && size / 1000 ** step >= (step === 0 ? 1000 : 999.95)) step++;
  const scaled = value / 1000 ** step;
  const text = step === 0 ? String(Math.round(scaled * 100) / 100) : scaled.toFixed(1);
  return `${text} ${steps[step]}${unit}`.trimEnd();
}
