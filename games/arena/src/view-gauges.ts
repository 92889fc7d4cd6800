/** The own ship's state at the screen's edge: shield, hull, energy, and the dials of beam and boost. In CSS pixels. */
import { text, type TextStyle } from '@rubato/web';
import { BEAM, BOOST, SHIP, SHOT } from './balance.ts';
import { world } from './view-palette.ts';
import type { ChartPlace } from './view-radar.ts';
import type { Scene, ShipPose } from './view-scene.ts';

export interface GaugeLayout extends ChartPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly compact: boolean;
}

/** What the dials of beam and boost take beside the bars. */
const DIALS_PX = 122;
const GAUGE_X = 18;
/** A chart narrower than this tells nothing. */
const CHART_MIN_PX = 80;

/** Wide screens carry the gauges at the bottom; touch screens at the top, away from the thumbs. */
export function gaugeLayout(width: number, height: number, touch: boolean): GaugeLayout {
  if (!touch) {
    const narrow = width < 760;
    const bars = narrow ? 170 : 214;
    const room = width - 22 - (GAUGE_X + bars + DIALS_PX + GAUGE_X);
    return {
      x: GAUGE_X,
      y: height - 90,
      width: bars,
      compact: false,
      chartRight: width - 22,
      chartBottom: height - 22,
      chartWidth: room < CHART_MIN_PX ? 0 : Math.min(room, narrow ? 140 : 192),
    };
  }
  const portrait = height > width;
  const top = portrait ? 108 : 92;
  return { x: 12, y: top, width: 132, compact: true, chartRight: width - 16, chartBottom: top + 68, chartWidth: 108 };
}

const ROW = 19;

export function drawGauges(context: CanvasRenderingContext2D, scene: Scene, layout: GaugeLayout): void {
  const own = scene.own;
  if (!own) return;
  const { x, y, width, compact } = layout;
  const { row } = own;
  const alive = row.alive;
  glass(context, x, y, width + (compact ? 14 : DIALS_PX), ROW * 3 + 17);
  const barX = x + 12;
  const barWidth = width - (compact ? 10 : 12);
  gauge(context, barX, y + 10, barWidth, 'Shield', alive ? row.shield / SHIP.shield : 0, world.shield, row.shield);
  gauge(
    context,
    barX,
    y + 10 + ROW,
    barWidth,
    'Hull',
    alive ? row.hull / SHIP.hull : 0,
    row.hull < SHIP.hull * 0.34 ? world.bad : world.good,
    row.hull,
  );
  gauge(
    context,
    barX,
    y + 10 + ROW * 2,
    barWidth,
    'Energy',
    alive ? row.energy / SHIP.energy : 0,
    row.energy < SHOT.energy ? world.bad : world.energy,
    row.energy,
  );
  if (compact) return;
  dial(context, x + width + 34, y + 31, 'Beam', beamShare(own), world.beam);
  dial(context, x + width + 88, y + 31, 'Boost', boostShare(own), world.ember);
}

/** 1: ready. The charge while it is held runs as 0 to −1. */
export function beamShare({ row, tick }: ShipPose): number {
  if (row.beamCharge > 0) return -row.beamCharge / BEAM.charge;
  const cooled = row.beamAt === 0 ? 1 : Math.min(1, (tick - row.beamAt) / BEAM.cooldown);
  return Math.min(cooled, row.energy / BEAM.energy);
}

export function boostShare({ row, tick }: ShipPose): number {
  const cooled = row.boostAt === 0 ? 1 : Math.min(1, (tick - row.boostAt) / BOOST.cooldown);
  return Math.min(cooled, row.energy / BOOST.energy);
}

function glass(context: CanvasRenderingContext2D, x: number, y: number, width: number, height: number): void {
  context.fillStyle = world.glass;
  context.strokeStyle = world.glassEdge;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(x, y, width, height, 10);
  context.fill();
  context.stroke();
}

const LABEL_PX = 48;
const LABEL: TextStyle = { size: 11, weight: 600, baseline: 'middle' };
const VALUE: TextStyle = { size: 12, weight: 600, align: 'right', baseline: 'middle' };
const DIAL: TextStyle = { size: 11, weight: 600, align: 'center', baseline: 'middle' };

function gauge(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  label: string,
  share: number,
  ink: string,
  value: number,
): void {
  text(context, label, x, y + 9, world.inkSoft, LABEL);
  const barX = x + LABEL_PX;
  const barWidth = width - LABEL_PX - 30;
  context.fillStyle = 'rgb(140 180 176 / 16%)';
  context.fillRect(barX, y + 5, barWidth, 7);
  context.fillStyle = ink;
  context.fillRect(barX, y + 5, barWidth * Math.max(0, Math.min(1, share)), 7);
  // Quarter marks, so that a share can be read without the number.
  context.fillStyle = world.hullDark;
  for (let quarter = 1; quarter < 4; quarter++) context.fillRect(barX + (barWidth * quarter) / 4 - 0.5, y + 5, 1, 7);
  text(context, String(Math.round(value)), x + width, y + 9, world.ink, VALUE);
}

function dial(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  label: string,
  share: number,
  ink: string,
): void {
  const charging = share < 0;
  const ready = share >= 1;
  context.lineCap = 'butt';
  context.lineWidth = 4;
  context.strokeStyle = 'rgb(140 180 176 / 18%)';
  context.beginPath();
  context.arc(x, y - 4, 16, 0, Math.PI * 2);
  context.stroke();
  context.strokeStyle = ink;
  context.globalAlpha = ready || charging ? 1 : 0.45;
  context.beginPath();
  context.arc(x, y - 4, 16, -Math.PI / 2, -Math.PI / 2 + Math.PI * 2 * Math.abs(share));
  context.stroke();
  if (ready || charging) {
    context.fillStyle = ink;
    context.beginPath();
    context.arc(x, y - 4, charging ? 3 + 6 * -share : 4.5, 0, Math.PI * 2);
    context.fill();
  }
  context.globalAlpha = 1;
  text(context, label, x, y + 30, ready ? world.ink : world.inkSoft, DIAL);
}
