/** Formats TypeScript as generated projects are: Prettier, single quotes, 100 columns. */
export async function formatCode(code: string): Promise<string> {
  // Loaded when needed: parsing TypeScript takes a megabyte of code.
  const [{ format }, typescript, estree] = await Promise.all([
    import('prettier/standalone'),
    import('prettier/plugins/typescript'),
    import('prettier/plugins/estree'),
  ]);
  return format(code, {
    parser: 'typescript',
    plugins: [typescript, estree],
    singleQuote: true,
    printWidth: 100,
  });
}
