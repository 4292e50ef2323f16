/** The sites that links in Netloom lead to; they open in the system's browser. */
const allowedHosts: readonly string[] = [
  'arxiv.org',
  'cs231n.github.io',
  'github.com',
  'js.tensorflow.org',
  'keras.io',
  'onnx.ai',
  'playground.tensorflow.org',
  'pytorch.org',
  'www.deeplearningbook.org',
  'www.tensorflow.org',
];

/** Whether a link may leave the application: https, to a site of the list, no user or port in it. */
export function mayOpenPage(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  const plain = url.username === '' && url.password === '' && url.port === '';
  return url.protocol === 'https:' && plain && allowedHosts.includes(url.hostname);
}
