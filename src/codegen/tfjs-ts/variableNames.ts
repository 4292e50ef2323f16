/** Words that TypeScript keeps, and names that generated code uses itself. */
const taken = new Set(
  (
    'arguments await break case catch class const continue debugger default delete do else enum eval ' +
    'export extends false finally for function if implements import in instanceof interface let new ' +
    'null package private protected public return static super switch this throw true try typeof ' +
    'undefined var void while with yield async of ' +
    'tf buildModel Infinity NaN'
  ).split(' '),
);

/**
 * A variable for every name, camel-cased and unique: `conv-1` becomes `conv1`, `class` becomes
 * `classLayer`. `reserved` are further names that may not be used.
 */
export function variableNames(
  names: readonly string[],
  reserved: readonly string[] = [],
): ReadonlyMap<string, string> {
  const used = new Set([...taken, ...reserved]);
  const variables = new Map<string, string>();
  // A name that is a variable already keeps it, whatever stands before it.
  const plainFirst = [...names].sort(
    (a, b) => Number(camelCase(b) === b) - Number(camelCase(a) === a),
  );
  for (const name of plainFirst) {
    const wanted = taken.has(camelCase(name)) ? `${camelCase(name)}Layer` : camelCase(name);
    let variable = wanted;
    for (let number = 2; used.has(variable); number++) variable = `${wanted}_${number}`;
    used.add(variable);
    variables.set(name, variable);
  }
  return variables;
}

/** `conv-1_padding` as `conv1Padding`; a name in capitals (`LSTM`) in small letters. */
export function camelCase(name: string): string {
  const words = name.split(/[_-]+/).filter((word) => word !== '');
  const [first = '', ...rest] = words;
  const start = /^[A-Z0-9]+$/.test(first)
    ? first.toLowerCase()
    : first.charAt(0).toLowerCase() + first.slice(1);
  return [start, ...rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1))].join('');
}
