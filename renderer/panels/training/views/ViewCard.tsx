import { memo } from 'react';
import type { ViewContent } from '../../../../src/training/viewContent';
import { classNames } from '../../../controls/classNames';
import { BoundaryPicture } from './BoundaryPicture';
import { ConfusionView } from './ConfusionView';
import { CurveView } from './CurveView';
import { FramesView } from './FramesView';
import { HeatMapView } from './HeatMapView';
import { HistogramView } from './HistogramView';
import { ImagesView } from './ImagesView';
import { PredictionsView } from './PredictionsView';
import { ScatterView } from './ScatterView';
import { TextView } from './TextView';
import styles from './ViewCard.module.css';
import { needsRoom, viewDetail } from './viewDetail';

/** A view node of a training step, and what it shows. */
export interface ViewCardProps {
  /** The id of the node. */
  readonly node: string;
  /** The name for people; the id where there is none. */
  readonly title?: string;
  /** Null until it was drawn for the first time. */
  readonly content: ViewContent | null;
  /** How many epochs the run has, for the axis of curves. */
  readonly epochs?: number | null;
}

/** What one view of a training step shows, under its name. */
export const ViewCard = memo(function ViewCard(props: ViewCardProps) {
  const { node, title = node, content, epochs = null } = props;
  return (
    <section
      className={classNames(styles.card, content && needsRoom(content) && styles.wide)}
      aria-label={title}
      data-view={node}
    >
      <h3 className={styles.title}>
        {title}
        <span className={styles.detail}>{content && viewDetail(content)}</span>
      </h3>
      {content ? (
        <Content content={content} epochs={epochs} />
      ) : (
        <div className={styles.placeholder}>Drawn after the first steps</div>
      )}
    </section>
  );
});

function Content(props: { readonly content: ViewContent; readonly epochs: number | null }) {
  const { content, epochs } = props;
  switch (content.type) {
    case 'images':
      return <ImagesView content={content} />;
    case 'predictions':
      return <PredictionsView samples={content.samples} />;
    case 'boundary':
      return <BoundaryPicture boundary={content.boundary} />;
    case 'scatter':
      return <ScatterView content={content} />;
    case 'histogram':
      return <HistogramView content={content} />;
    case 'curve':
      return <CurveView content={content} epochs={epochs} />;
    case 'confusion':
      return <ConfusionView content={content} />;
    case 'text':
      return <TextView content={content} />;
    case 'frames':
      return <FramesView content={content} />;
    case 'heatMap':
      return <HeatMapView content={content} />;
  }
}
