import type { NodeAnalysis } from '../../../analysis/graphAnalysis';
import type { InputsByPort } from '../../../kinds/layerKind';
import { classNamesWithin, layerFactory, layerModule } from '../layerFactories';
import { helperSuffix } from '../layerPieces';
import { printLayer } from '../printStatements';
import type { StepContext } from './stepContext';

/** The variables of the layers that a node of a step stands for; they are made before its functions. */
export function layerConstants(
  context: StepContext,
  id: string,
  { kind, fields, inputs, outputs }: NodeAnalysis,
): readonly string[] {
  if (!kind || !fields || !outputs) throw new Error(`${id} has errors.`);
  const layers = kind.layers(fields, inputs as InputsByPort, outputs);
  return layers.map((layer, place) => {
    const isOwn = place + 1 === layers.length;
    const suffix = isOwn ? '' : helperSuffix(layer, place);
    const variable = context.variable(id, `${suffix}Layer`);
    if (context.constants.has(variable)) return variable;
    const name = isOwn ? id : `${id}_${suffix}`;
    const properties = { name, ...layer.config };
    context.constants.set(
      variable,
      printLayer(`const ${variable} = `, { className: layer.className, properties }, ''),
    );
    context.layers.push(variable);
    for (const className of classNamesWithin(layer)) {
      if (layerFactory(className)) continue;
      context.supplied.add(className);
      context.imported.add(`import { ${className} } from './layers/${layerModule(className)}';`);
    }
    return variable;
  });
}
