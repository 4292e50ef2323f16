import type { RunEvent } from './runEvents';

/** A change of backend in the middle of a run, in a sentence or two; `title` names a backend. */
export function describeFallback(
  { from, to, reason, place }: Extract<RunEvent, { readonly type: 'fallback' }>,
  title: (backend: string) => string = (backend) => backend,
): string {
  const where = place
    ? `step ${place.step} of epoch ${place.epoch}`
    : 'the beginning of the phase, which comes out the same';
  return `${title(from)} can do no more: ${reason} The run goes on on ${title(to)} from ${where}.`;
}
