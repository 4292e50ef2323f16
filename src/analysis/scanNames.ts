import type { Scan } from '../document/project';
import type { BlockEnds } from './blockEnds';
import type { Say } from './nodeReport';

/** Whether what a scan names makes sense: says which input is fed back twice, and which names mean nothing. */
export function scanNamesFit(scan: Scan, ends: BlockEnds, say: Say): boolean {
  const inputs = [...ends.inputs.values()];
  const outputs = [...ends.outputs.values()];
  for (const [ids, known, what] of [
    [scan.whole, inputs, 'input'],
    [scan.last, outputs, 'output'],
  ] as const) {
    const unknown = ids.find((id) => !known.includes(id));
    if (unknown === undefined) continue;
    say(
      'block/noSuchEnd',
      'warning',
      `The scan names ${unknown}, which is no ${what} of the block; its ${what}s: ${known.join(', ') || 'none'}. Name one of these, or take ${unknown} out.`,
      { field: 'scan' },
    );
  }
  const targets = scan.feedback.map(({ to }) => to);
  const twice = targets.find((to, place) => targets.indexOf(to) < place);
  if (twice === undefined) return true;
  say(
    'block/fedBackTwice',
    'error',
    `Two outputs are fed back to ${twice}, which takes one. Feed back one of them, or give the block another input.`,
    { field: 'scan' },
  );
  return false;
}
