import type { NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { conventions } from '../../src/analysis/summary';
import { formatBytes, formatCount, formatExact } from '../../src/base/humanNumber';
import { formatShape } from '../../src/base/tensorType';
import { Tooltip } from '../controls/Tooltip';
import styles from './Inspector.module.css';

/** A number as people read it, exact on hover. */
export function NumberRow(props: {
  readonly label: string;
  readonly value: string;
  /** The exact figure and what it means. */
  readonly exact?: string;
}) {
  const { label, value, exact } = props;
  const shown = (
    <dd className="readable" tabIndex={exact ? 0 : undefined}>
      {value}
    </dd>
  );
  return (
    <div className={styles.number}>
      <dt>{label}</dt>
      {exact ? (
        <Tooltip text={exact} side="left">
          {shown}
        </Tooltip>
      ) : (
        shown
      )}
    </div>
  );
}

/** The shapes and costs of one node. */
export function NodeNumbers({ analysis }: { readonly analysis: NodeAnalysis }) {
  const { inputs, outputs, costs } = analysis;
  const [output] = Object.values(outputs ?? {});
  const arriving = Object.entries(inputs);
  const count = (value: number | null | undefined): string =>
    value === null || value === undefined ? 'not known' : formatCount(value);
  return (
    <dl className={styles.numbers}>
      {arriving.map(([port, type]) => (
        <NumberRow
          key={port}
          label={arriving.length > 1 ? `Input ${port}` : 'Input'}
          value={type ? formatShape(type.shape) : 'not known'}
        />
      ))}
      <NumberRow
        label="Output"
        value={output ? `${formatShape(output.shape)} ${output.dtype}` : 'not known'}
      />
      <NumberRow
        label="Parameters"
        value={count(costs?.parameters)}
        {...(costs
          ? {
              exact: `${formatExact(costs.parameters)}, ${formatExact(costs.trainableParameters)} trainable. ${conventions.parameters}`,
            }
          : {})}
      />
      <NumberRow
        label="MACs"
        value={count(costs?.macs)}
        {...(costs?.macs ? { exact: `${formatExact(costs.macs)}. ${conventions.macs}` } : {})}
      />
      <NumberRow
        label="Activation"
        value={
          typeof costs?.activationBytes === 'number'
            ? formatBytes(costs.activationBytes)
            : 'not known'
        }
        {...(costs?.activationBytes
          ? {
              exact: `${formatExact(costs.activationBytes)} bytes. ${conventions.activationBytes}`,
            }
          : {})}
      />
      {costs?.weights.map((weight) => (
        <NumberRow
          key={weight.name}
          label={weight.name}
          value={formatShape(weight.shape)}
          exact={weight.trainable ? 'A trainable weight' : 'Kept, but not trained'}
        />
      ))}
    </dl>
  );
}
