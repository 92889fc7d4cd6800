// Arithmetic of `fixed`: value ↔ index of its step. Uses only operations that every engine rounds alike.
import type { FixedField } from './field.ts';

/**
 * How a fixed field counts. Where 1/step and min/step are whole (0.01, 1/1024) the value is a quotient of two integers,
 * so that 3 steps of 0.01 read as 0.03 and not as 0.0300000000000047; otherwise it is min + index × step.
 */
export interface FixedPoint {
  /** Greatest index. */
  readonly steps: number;
  /** Whole steps per unit, or 0 when the second form is used. */
  readonly perUnit: number;
  /** min × perUnit when perUnit is not 0. */
  readonly base: number;
  readonly min: number;
  readonly step: number;
}

export const fixedPoint = (field: FixedField): FixedPoint => {
  const { min, max, step } = field;
  const steps = Math.round((max - min) / step);
  const perUnit = Math.round(1 / step);
  const base = Math.round(min * perUnit);
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(b));
  if (step < 1 && near(1 / step, perUnit) && near(min * perUnit, base)) return { steps, perUnit, base, min, step };
  return { steps, perUnit: 0, base: 0, min, step };
};

/** Index of the nearest step, saturated; the caller has made sure that the value is finite. */
export const fixedToIndex = (point: FixedPoint, value: number): number => {
  const index =
    point.perUnit === 0 ? Math.round((value - point.min) / point.step) : Math.round(value * point.perUnit) - point.base;
  return index < 0 ? 0 : index > point.steps ? point.steps : index;
};

export const fixedFromIndex = (point: FixedPoint, index: number): number =>
  point.perUnit === 0 ? point.min + index * point.step : (index + point.base) / point.perUnit;
