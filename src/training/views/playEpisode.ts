import type { Randomness } from '../../base/randomness';
import { type ActionValues, largestAt } from '../../data/actor';
import type { Environment } from '../../data/environments/environment';
import type { ViewInputs } from './viewInput';

/**
 * One episode in which always the action worth most is taken, cut off after `steps`: what an `episode`
 * view draws. The environment begins anew.
 */
export async function playEpisode(
  environment: Environment,
  act: ActionValues,
  steps: number,
  randomness: Randomness,
): Promise<ViewInputs> {
  let observation = environment.reset(randomness);
  const first = environment.draw();
  const frames = [first.pixels];
  const rewards: number[] = [];
  for (let step = 0; step < steps; step++) {
    const next = environment.step(largestAt(await act(observation, 1)));
    observation = next.observation;
    rewards.push(next.reward);
    frames.push(environment.draw().pixels);
    if (next.done || next.truncated) break;
  }
  const size = first.pixels.length;
  const values = new Float32Array(frames.length * size);
  for (const [index, pixels] of frames.entries()) values.set(pixels, index * size);
  return {
    frames: { values, shape: [frames.length, first.height, first.width, 3], content: 'image' },
    rewards: { values: rewards, shape: [rewards.length] },
  };
}
