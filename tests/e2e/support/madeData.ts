import { createRandomness } from '../../../src/base/randomness';

/**
 * A table with the means and deviations of Fisher's irises, made anew: four measurements in
 * centimetres and one of three species a line, 150 lines below a header.
 */
export function irisTable(): string {
  const randomness = createRandomness(7);
  // Anderson's measurements, 1936, as Fisher published them: mean and deviation of each column.
  const species = {
    setosa: [
      [5.01, 0.35],
      [3.43, 0.38],
      [1.46, 0.17],
      [0.25, 0.11],
    ],
    versicolor: [
      [5.94, 0.52],
      [2.77, 0.31],
      [4.26, 0.47],
      [1.33, 0.2],
    ],
    virginica: [
      [6.59, 0.64],
      [2.97, 0.32],
      [5.55, 0.55],
      [2.03, 0.27],
    ],
  } as const;
  const lines = ['sepal length,sepal width,petal length,petal width,species'];
  for (const [name, columns] of Object.entries(species)) {
    for (let flower = 0; flower < 50; flower++) {
      const measured = columns.map(([mean, deviation]) =>
        (mean + deviation * randomness.normal()).toFixed(1),
      );
      lines.push([...measured, name].join(','));
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A grey picture, 8×8, of lying (0) or standing (1) stripes, a little noisy: 64 bytes. */
export function stripes(label: 0 | 1, seed: number): Uint8Array {
  const randomness = createRandomness(seed);
  const phase = Math.floor(randomness.next() * 4);
  return Uint8Array.from({ length: 64 }, (_, pixel) => {
    const place = label === 0 ? Math.floor(pixel / 8) : pixel % 8;
    const light = (place + phase) % 4 < 2 ? 190 : 40;
    return light + randomness.next() * 50;
  });
}
