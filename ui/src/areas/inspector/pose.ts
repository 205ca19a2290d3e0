/** Where a picture lies in its frame: offset of its corner and its scale. Plain sums. */

export interface Pose {
  x: number;
  y: number;
  scale: number;
}

export interface Frame {
  width: number;
  height: number;
  natural: { width: number; height: number };
  /** Fit all of the picture, not only its width. */
  whole: boolean;
}

const margin = 14;

/** The first look: the width fits (top of a long screenshot), or all of it in the viewer; never enlarged. */
export function fitted(f: Frame): Pose {
  const { width, height } = f.natural;
  if (!width || !height || !f.width) return { x: 0, y: 0, scale: 0 };
  const room = Math.max(40, f.width - 2 * margin);
  const tall = Math.max(40, f.height - 2 * margin);
  const wide = Math.min(1, room / width);
  // A long screenshot in the inspector is shown at two thirds of the width, top first, as paper on a mat.
  const first = height * wide > tall * 1.2 ? Math.min(1, (room * 0.68) / width) : Math.min(wide, tall / height);
  const scale = f.whole ? Math.min(1, room / width, tall / height) : first;
  return settle({ x: 0, y: 0, scale }, f);
}

/** So tall that it is read from the top like a page, and not looked at as a whole. */
export function isLong({ width, height }: { width: number; height: number }): boolean {
  return height > width * 3;
}

/** Zooms by a factor, the point under the pointer stays. */
export function zoom(at: Pose, f: Frame, factor: number, point: { x: number; y: number }): Pose {
  const least = Math.min(fitted(f).scale, 0.05 + 0.95 * fitted({ ...f, whole: true }).scale);
  const scale = Math.max(least, Math.min(8, at.scale * factor));
  const by = scale / (at.scale || 1);
  return settle({ x: point.x - (point.x - at.x) * by, y: point.y - (point.y - at.y) * by, scale }, f);
}

export function pan(at: Pose, f: Frame, dx: number, dy: number): Pose {
  return settle({ ...at, x: at.x + dx, y: at.y + dy }, f);
}

/** Centred where it is smaller than the frame, else never dragged out of it. */
function settle(at: Pose, f: Frame): Pose {
  return {
    scale: at.scale,
    x: along(at.x, f.natural.width * at.scale, f.width),
    y: along(at.y, f.natural.height * at.scale, f.height),
  };
}

function along(offset: number, size: number, room: number): number {
  if (size <= room - 2 * margin) return (room - size) / 2;
  return Math.min(margin, Math.max(room - size - margin, offset));
}
