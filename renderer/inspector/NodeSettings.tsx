import { useEffect, useState } from 'react';
import { weightsTaken } from '../../src/analysis/chaining';
import type { Diagnostic } from '../../src/analysis/diagnostic';
import type { GraphAnalysis, NodeAnalysis } from '../../src/analysis/graphAnalysis';
import { hasExpression, type Names } from '../../src/analysis/nodeSettings';
import { expressionNames, parseExpression } from '../../src/base/expression';
import type { JsonValue } from '../../src/base/jsonValue';
import { setNodeSettings } from '../../src/document/edits/nodeEdits';
import { type GraphNode, largestRepeat } from '../../src/document/project';
import { field } from '../../src/kinds/field';
import type { LayerKind } from '../../src/kinds/layerKind';
import { editAlone } from '../canvas/canvasActions';
import { Checkbox } from '../controls/Checkbox';
import { Disclosure } from '../controls/Disclosure';
import { SelectField } from '../controls/SelectField';
import { useEditor } from '../store/editorStore';
import { DiagnosticNote } from './DiagnosticNote';
import styles from './Inspector.module.css';
import { FieldRow } from './NodeForm';
import { ScanEditor } from './ScanEditor';
import { SettingRow } from './SettingRow';

const repeatField = field.integer({
  label: 'Repeat',
  help: 'How often it stands in a chain, each feeding the next. In its fields index is the place, from 1; 0 lets the input through.',
  default: 1,
  max: largestRepeat,
});

const bypassField = field.boolean({
  label: 'Bypass',
  help: 'On: it lets its first input through untouched, as if it were not there.',
  default: false,
});

/** The names under which diagnostics call these settings. */
export const settingNames: readonly string[] = ['repeat', 'bypass', 'weightsOf', 'scan'];

/** What stands for the node's own weights in the list; no node can be called so. */
const ownWeights = '=';

/** What a form of settings is about. */
export interface NodeSettingsProps {
  readonly graph: GraphAnalysis;
  readonly found: NodeAnalysis;
  readonly places: readonly Names[];
  readonly diagnostics: readonly Diagnostic[];
}

/** How a node stands in its graph: repeated, bypassed, scanned, with weights of its own or another's. */
export function NodeSettings({ graph, found, places, diagnostics }: NodeSettingsProps) {
  const { node, kind } = found;
  const isBlock = kind?.family === 'block';
  const told = settingsTold(node);
  const [open, setOpen] = useState(isBlock || told.length > 0);
  const focusRequest = useEditor((state) => state.focusRequest);
  useEffect(() => {
    if (settingNames.includes(focusRequest?.field ?? '')) setOpen(true);
  }, [focusRequest]);
  // An input or output of the graph is not what repeats or shares.
  if (!kind || (kind.family === 'input' && told.length === 0)) return null;
  const set = (settings: Parameters<typeof setNodeSettings>[2]): void => {
    useEditor.getState().edit(setNodeSettings(graph.id, node.id, settings));
  };
  const about = (name: string): readonly Diagnostic[] =>
    diagnostics.filter((diagnostic) => diagnostic.field === name);
  const owners = open ? possibleOwners(graph, node, kind) : [];
  return (
    <section>
      <Disclosure
        title="In the graph"
        detail={told.length > 0 ? told.join(' · ') : undefined}
        open={open}
        onToggle={() => setOpen(!open)}
      >
        <div className={styles.form}>
          <SettingRow
            name="repeat"
            field={repeatField}
            raw={node.repeat}
            value={typeof node.repeat === 'string' ? undefined : (node.repeat ?? 1)}
            places={[graph.use.arguments]}
            diagnostics={about('repeat')}
            onChange={(next) => set({ repeat: once(node, next) ? undefined : (next as number) })}
          />
          {node.repeat !== undefined && (
            <div className={styles.whole}>
              <Checkbox
                checked={node.sharedWeights ?? false}
                label="Repetitions share weights"
                onChange={(shared) =>
                  editAlone(
                    setNodeSettings(graph.id, node.id, {
                      sharedWeights: shared ? true : undefined,
                    }),
                  )
                }
              />
            </div>
          )}
          <SettingRow
            name="bypass"
            field={bypassField}
            raw={node.bypass}
            value={typeof node.bypass === 'string' ? undefined : (node.bypass ?? false)}
            places={[graph.use.arguments]}
            diagnostics={about('bypass')}
            onChange={(next) => set({ bypass: next === false ? undefined : (next as boolean) })}
          />
          {(owners.length > 0 || node.weightsOf !== undefined) && (
            <div className={styles.row} data-field="weightsOf">
              <label htmlFor="node-weights">Weights</label>
              <div className={styles.control} data-control>
                <SelectField
                  id="node-weights"
                  label="Uses the weights of"
                  value={node.weightsOf ?? ownWeights}
                  options={[
                    { value: ownWeights, label: 'its own' },
                    ...withOwner(owners, node.weightsOf).map((id) => ({
                      value: id,
                      label: `those of ${id}`,
                    })),
                  ]}
                  invalid={about('weightsOf').length > 0}
                  onChange={(owner) =>
                    editAlone(
                      setNodeSettings(graph.id, node.id, {
                        weightsOf: owner === ownWeights ? undefined : owner,
                      }),
                    )
                  }
                />
              </div>
              {about('weightsOf').map((diagnostic) => (
                <DiagnosticNote key={diagnostic.code} diagnostic={diagnostic} />
              ))}
            </div>
          )}
          {isBlock && kind.fields.trainable && (
            <FieldRow
              graphId={graph.id}
              name="trainable"
              field={kind.fields.trainable}
              nodes={[node]}
              places={places}
              diagnostics={about('trainable')}
            />
          )}
          {isBlock && <ScanEditor graph={graph} node={node} diagnostics={about('scan')} />}
        </div>
      </Disclosure>
    </section>
  );
}

/** Whether a number of repetitions is as if the node said nothing: once, and no field asks for `index`. */
function once(node: GraphNode, repeat: JsonValue): boolean {
  return repeat === 1 && !Object.values(node.fields).some(usesIndex);
}

function usesIndex(value: JsonValue): boolean {
  if (!hasExpression(value)) return false;
  if (typeof value !== 'string') return Object.values(value ?? {}).some(usesIndex);
  const expression = parseExpression(value.slice(1));
  return expression.ok && expressionNames(expression.value).includes('index');
}

/** What is set, in a few words. */
function settingsTold(node: GraphNode): readonly string[] {
  const { repeat, bypass, weightsOf, scan } = node;
  return [
    ...(repeat === undefined ? [] : [`repeat ${repeat}`]),
    ...(bypass === undefined ? [] : [bypass === true ? 'bypassed' : `bypass ${bypass}`]),
    ...(weightsOf === undefined ? [] : [`weights of ${weightsOf}`]),
    ...(scan === undefined ? [] : ['along a sequence']),
  ];
}

/** The nodes of the graph whose weights a node could use: with weights of their own that suit its kind. */
function possibleOwners(graph: GraphAnalysis, node: GraphNode, kind: LayerKind): string[] {
  if (!Object.hasOwn(kind.fields, 'trainable')) return [];
  return [...graph.nodes.values()].flatMap((other) => {
    const suits =
      other.node.id !== node.id &&
      other.node.weightsOf === undefined &&
      !other.bypassed &&
      other.kind !== null &&
      Object.hasOwn(other.kind.fields, 'trainable') &&
      weightsTaken(kind, other.kind) !== null;
    return suits ? [other.node.id] : [];
  });
}

function withOwner(owners: readonly string[], owner: string | undefined): readonly string[] {
  return owner === undefined || owners.includes(owner) ? owners : [...owners, owner];
}
