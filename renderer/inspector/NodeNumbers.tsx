import { useMemo } from 'react';
import { floatingPointConventions } from '../../src/analysis/floatingPointOperations';
import type { NodeAnalysis } from '../../src/analysis/graphAnalysis';
import {
  type AxisReceptiveField,
  type ReceptiveField,
  receptiveFieldConvention,
} from '../../src/analysis/receptiveField';
import { conventions } from '../../src/analysis/summary';
import { formatBytes, formatCount, formatExact } from '../../src/base/humanNumber';
import { formatShape } from '../../src/base/tensorType';
import { typeText } from '../canvas/typeText';
import { selectNetworkAnalysis, selectStepAnalysis, useEditor } from '../store/editorStore';
import { networkOnWay } from '../store/graphWay';
import styles from './Inspector.module.css';
import { CountRow, NumberRow } from './NumberRow';
import { layersOf, numbersInNetwork, pathPrefix, patienceFor } from './numbersInNetwork';
import { Repetitions } from './Repetitions';
import { useSettled } from './useSettled';

/** What the numbers of a node are about. */
export interface NodeNumbersProps {
  readonly found: NodeAnalysis;
}

/** The shapes and costs of one node: of a block in all, of a repeated node also one by one. */
export function NodeNumbers({ found }: NodeNumbersProps) {
  const { inputs, outputs, costs, parts, inner, node } = found;
  const arriving = Object.entries(inputs);
  const leaving = Object.entries(outputs ?? {});
  const layers = layersInside(found);
  // What a step costs is told of the step as a whole: only networks have numbers of their own.
  const isInStep = useEditor((state) => selectStepAnalysis(state) !== null);
  const hasCosts = !isInStep || inner !== null;
  return (
    <>
      <dl className={styles.numbers}>
        {arriving.map(([port, type]) => (
          <NumberRow
            key={port}
            label={arriving.length > 1 ? `Input ${port}` : 'Input'}
            value={type ? typeText(type) : 'not known'}
          />
        ))}
        {leaving.length === 0 && found.kind?.outputs.length !== 0 && (
          <NumberRow label="Output" value="not known" />
        )}
        {leaving.map(([port, type]) => (
          <NumberRow
            key={port}
            label={leaving.length > 1 ? `Output ${port}` : 'Output'}
            value={isInStep ? typeText(type) : `${formatShape(type.shape)} ${type.dtype}`}
          />
        ))}
        {found.bypassed && <NumberRow label="Bypassed" value="lets its input through" />}
        {layers !== null && (
          <NumberRow
            label="Layers inside"
            value={formatCount(layers)}
            exact={`${formatExact(layers)}, those of blocks inside and of every repetition counted.`}
          />
        )}
        {found.steps !== 1 && (
          <NumberRow
            label="Steps"
            value={found.steps === null ? 'not known' : formatExact(found.steps)}
          />
        )}
        {hasCosts && (
          <NumberRow
            label="Parameters"
            value={costs ? formatCount(costs.parameters) : 'not known'}
            exact={
              costs
                ? `${formatExact(costs.parameters)}, ${formatExact(costs.trainableParameters)} trainable. ${conventions.parameters}`
                : undefined
            }
          />
        )}
        {node.weightsOf !== undefined && (
          <NumberRow
            label="Weights"
            value={`shared with ${node.weightsOf}`}
            exact={`They belong to ${node.weightsOf} and are counted there.`}
          />
        )}
        {node.sharedWeights && parts && (
          <NumberRow label="Weights" value="shared by all repetitions" />
        )}
        {hasCosts && <CountRow label="MACs" count={costs?.macs} convention={conventions.macs} />}
        {!isInStep && <InNetwork found={found} />}
        {hasCosts && (
          <NumberRow
            label="Activation"
            value={
              typeof costs?.activationBytes === 'number'
                ? formatBytes(costs.activationBytes)
                : 'not known'
            }
            exact={
              costs?.activationBytes
                ? `${formatExact(costs.activationBytes)} bytes. ${conventions.activationBytes}`
                : undefined
            }
          />
        )}
        {!inner &&
          (parts?.[0]?.costs ?? costs)?.weights.map((weight) => (
            <NumberRow
              key={weight.name}
              label={weight.name}
              value={formatShape(weight.shape)}
              exact={weight.trainable ? 'A trainable weight' : 'Kept, but not trained'}
            />
          ))}
      </dl>
      {parts && parts.length > 0 && <Repetitions found={found} parts={parts} />}
    </>
  );
}

/** The layers inside a block, repetitions counted each; null for a layer, and for very many. */
function layersInside(found: NodeAnalysis): number | null {
  const graphs = (found.parts ?? [found]).flatMap((part) => part.inner ?? []);
  if (graphs.length === 0) return null;
  return graphs.reduce<number | null>((sum, graph) => {
    const layers = layersOf(graph);
    return sum === null || layers === null ? null : sum + layers;
  }, 0);
}

/** What depends on the network around a node. */
function InNetwork({ found }: NodeNumbersProps) {
  const network = useEditor(selectNetworkAnalysis);
  const way = useEditor((state) => state.way);
  const place = useMemo(() => ({ network, way, found }), [network, way, found]);
  const settled = useSettled(place, patienceFor(network));
  const numbers = useMemo(() => {
    if (!settled?.network) return null;
    const { analysis } = useEditor.getState();
    const prefix = pathPrefix(networkOnWay(analysis, settled.way) ?? settled.way);
    return numbersInNetwork(settled.network, prefix, settled.found);
  }, [settled]);
  if (!numbers) return null;
  const { operations, receptiveField } = numbers;
  return (
    <>
      <CountRow
        label="FLOPs forward"
        count={operations.forward}
        convention={floatingPointConventions.forward}
      />
      <CountRow
        label="FLOPs backward"
        count={operations.backward}
        convention={floatingPointConventions.backward}
      />
      {receptiveField !== null && (
        <NumberRow
          label="Receptive field"
          value={receptiveFieldText(receptiveField)}
          exact={`${receptiveFieldDetail(receptiveField)}${receptiveFieldConvention}`}
        />
      )}
    </>
  );
}

const number = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });

function receptiveFieldText(seen: NonNullable<ReceptiveField>): string {
  if (seen === 'everything') return 'all of the input';
  return seen.map(({ size }) => number.format(size)).join('×');
}

function receptiveFieldDetail(seen: NonNullable<ReceptiveField>): string {
  if (seen === 'everything') return '';
  const each = (value: (axis: AxisReceptiveField) => number | null): string =>
    seen
      .map((axis) => {
        const found = value(axis);
        return found === null ? '?' : number.format(found);
      })
      .join('×');
  return `Neighbours are ${each(({ jump }) => jump)} apart, the first is centred at ${each(({ centre }) => centre)}. `;
}
