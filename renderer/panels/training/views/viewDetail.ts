import { formatExact } from '../../../../src/base/humanNumber';
import type { ViewContent } from '../../../../src/training/viewContent';
import { shortNumber } from './shortNumber';

/** What stands beside the title of a view: the numbers worth a glance; empty where there are none. */
export function viewDetail(content: ViewContent): string {
  switch (content.type) {
    case 'images': {
      const [first] = content.series;
      if (!first) return '';
      if (content.extent !== null) return `±${shortNumber(content.extent)} on both axes`;
      const [black, white] = first.range;
      const size = `${first.height}×${first.width}`;
      return black === 0 && white === 1
        ? size
        : `${size} · ${shortNumber(black)} … ${shortNumber(white)}`;
    }
    case 'predictions': {
      const judged = content.samples.filter(({ correct }) => correct !== null);
      const right = judged.filter(({ correct }) => correct).length;
      return judged.length > 0 ? `${right} of ${judged.length} right` : '';
    }
    case 'scatter': {
      const count = content.points.points.length / 2;
      return `${formatExact(count)} points`;
    }
    case 'confusion': {
      const { values, size } = content;
      const all = values.reduce((sum, value) => sum + value, 0);
      let right = 0;
      for (let label = 0; label < size; label++) right += values[label * (size + 1)] as number;
      return all > 0 ? `${((100 * right) / all).toFixed(1)} % right` : '';
    }
    case 'histogram':
      return content.isOverlaid ? '' : `${content.series.length} tensors`;
    case 'frames': {
      const reward = content.rewards.reduce((sum, one) => sum + one, 0);
      return `${formatExact(content.rewards.length)} steps · reward ${shortNumber(reward)}`;
    }
    case 'heatMap': {
      const [first] = content.maps;
      return first ? `${first.rows}×${first.columns}` : '';
    }
    case 'boundary':
    case 'curve':
    case 'text':
      return '';
  }
}

/** Whether a view is worth twice the width of others. */
export function needsRoom(content: ViewContent): boolean {
  switch (content.type) {
    case 'images': {
      const count = Math.max(0, ...content.series.map((series) => series.count));
      const width = Math.max(0, ...content.series.map((series) => series.width));
      return Math.min(content.columns, count) * width > 160 && count > 1;
    }
    case 'predictions':
      return content.samples.length > 8;
    case 'confusion':
      return content.size > 6 && content.size <= 16;
    case 'histogram':
      return !content.isOverlaid && content.series.length > 4;
    default:
      return false;
  }
}
