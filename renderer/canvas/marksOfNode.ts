import type { NodeAnalysis } from '../../src/analysis/graphAnalysis';

/** Something that a node is told beside its fields, as the canvas marks it. */
export interface NodeMark {
  readonly sign: 'repeat' | 'shared' | 'scan' | 'bypass' | 'frozen';
  /** On the node where the sign alone does not say it. */
  readonly label?: string;
  /** The whole of it, for hover and for screen readers. */
  readonly text: string;
}

/** How a node is repeated, scanned, bypassed, and whose weights it uses. */
export function marksOfNode(found: NodeAnalysis): readonly NodeMark[] {
  const { node, kind, parts, fields, bypassed, steps } = found;
  const marks: NodeMark[] = [];
  if (node.repeat !== undefined) {
    const times = parts ? parts.length : typeof node.repeat === 'number' ? node.repeat : null;
    const asked = typeof node.repeat === 'string' ? ` (${node.repeat})` : '';
    const shared = node.sharedWeights ? ', all with the same weights' : '';
    marks.push({
      sign: 'repeat',
      label: `×${bypassed && !parts ? 0 : (times ?? node.repeat)}`,
      text:
        times === null
          ? `repeated${asked}${shared}`
          : `repeated ${times} times in a chain${asked}${shared}`,
    });
  }
  if (node.sharedWeights && node.repeat !== undefined) {
    marks.push({ sign: 'shared', text: 'the repetitions share their weights' });
  }
  if (node.weightsOf !== undefined) {
    marks.push({ sign: 'shared', text: `uses the weights of ${node.weightsOf}` });
  }
  if (node.scan) {
    const many = (parts?.[0] ?? found).inner ? (parts?.[0]?.steps ?? steps) : null;
    marks.push({
      sign: 'scan',
      text: `runs along a sequence${many === null ? '' : ` of ${many} steps`}`,
    });
  }
  if (bypassed) {
    const why = typeof node.bypass === 'string' ? ` (${node.bypass})` : '';
    marks.push({ sign: 'bypass', text: `bypassed${why}: lets its input through` });
  }
  if (kind?.family === 'block' && fields?.trainable === false) {
    marks.push({ sign: 'frozen', text: 'does not learn' });
  }
  return marks;
}
