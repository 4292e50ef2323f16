import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { FramesContent } from '../../../../src/training/viewContent';
import { IconButton } from '../../../controls/IconButton';
import styles from './FramesView.module.css';
import { PictureSheet } from './PictureSheet';
import { pictureWidth } from './pictures';
import { shortNumber } from './shortNumber';
import { useWidth } from './useWidth';

/** Between two pictures of an episode that is played. */
const frameMilliseconds = 80;
/** The widest picture, in pixels. */
const widest = 256;

/** An episode that plays once whenever there is a new one, and again when asked. */
export function FramesView({ content }: { readonly content: FramesContent }) {
  const { pictures, rewards } = content;
  const [element, room] = useWidth<HTMLDivElement>();
  const [frame, setFrame] = useState(0);
  const [isPlaying, setPlaying] = useState(!prefersStillness());
  const isHeld = useRef(prefersStillness());
  const last = Math.max(0, pictures.count - 1);
  const shown = Math.min(frame, last);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new episode begins at its beginning.
  useEffect(() => {
    if (isHeld.current) return;
    setFrame(0);
    setPlaying(true);
  }, [content]);

  useEffect(() => {
    if (!isPlaying) return;
    if (shown >= last) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => setFrame(shown + 1), frameMilliseconds);
    return () => clearTimeout(timer);
  }, [isPlaying, shown, last]);

  const play = (): void => {
    isHeld.current = isPlaying;
    if (!isPlaying && shown >= last) setFrame(0);
    setPlaying(!isPlaying);
  };
  return (
    <div ref={element} className={styles.frames}>
      {room > 0 && (
        <PictureSheet
          series={pictures}
          from={shown}
          count={1}
          columns={1}
          width={pictureWidth(pictures.width, Math.min(room, widest), window.devicePixelRatio || 1)}
          gap={0}
          label={`Step ${shown} of the episode`}
        />
      )}
      <div className={styles.bar}>
        <IconButton
          size="small"
          label={isPlaying ? 'Pause the episode' : 'Play the episode'}
          icon={isPlaying ? <Pause /> : <Play />}
          onClick={play}
        />
        <input
          type="range"
          className={styles.slider}
          min={0}
          max={last}
          value={shown}
          aria-label="Step of the episode"
          onChange={(event) => {
            isHeld.current = true;
            setPlaying(false);
            setFrame(Number(event.target.value));
          }}
        />
        <output className={styles.place}>{`${shown} / ${last}`}</output>
        <output className={styles.reward} title="The rewards up to this step">
          {`reward ${shortNumber(rewardUpTo(rewards, shown))}`}
        </output>
      </div>
    </div>
  );
}

/** The rewards of the first steps together. */
export function rewardUpTo(rewards: readonly number[], steps: number): number {
  return rewards.slice(0, steps).reduce((sum, reward) => sum + reward, 0);
}

function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
