import type { CronFields, CronSchedule } from './cron-schedule';
import { momentOf, wallTime } from './time-zone-offset';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Years in which a moment is looked for. */
const YEARS = 5;

/**
 * The first moment of a schedule after another one, both in milliseconds since the Unix epoch; undefined if there is none
 * in five years (`0 0 31 2 *`). Days on which clocks change are treated as the cron library of Kubernetes does: a time
 * that is skipped is no moment, one that is repeated is the first.
 */
export function nextCronTime(schedule: CronSchedule, after: number, timeZone = ''): number | undefined {
  const second = Math.floor(after / 1000) * 1000;
  if (schedule.every !== undefined) return second + schedule.every;
  return new Search(schedule.fields!, schedule.timeZone ?? timeZone).from(second + 1000);
}

/** Moves forward field by field, from the largest on, until all of them match. */
class Search {
  private moment = 0;
  /** The fields below the one that was moved begin at their first value. */
  private isMoved = false;

  constructor(
    private readonly fields: CronFields,
    private readonly zone: string,
  ) {}

  from(start: number): number | undefined {
    this.moment = start;
    const limit = this.wall().getUTCFullYear() + YEARS;
    while (this.wall().getUTCFullYear() <= limit) {
      if (this.toMonth() && this.toDay() && this.toHour() && this.toMinute() && this.toSecond())
        return this.moment;
    }
    return undefined;
  }

  private wall(): Date {
    return new Date(wallTime(this.zone, this.moment));
  }

  /** Moves to what the zone's clocks show, as if it were UTC. */
  private show(wall: number): void {
    this.moment = momentOf(this.zone, wall);
    this.isMoved = true;
  }

  /** Each returns false when the next larger field has changed with it, and has to be looked at again. */
  private toMonth(): boolean {
    while (!this.fields.month.values.includes(this.wall().getUTCMonth() + 1)) {
      const wall = this.wall();
      if (!this.isMoved) wall.setTime(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth()));
      this.show(wall.setUTCMonth(wall.getUTCMonth() + 1));
      if (this.wall().getUTCMonth() === 0) return false;
    }
    return true;
  }

  private toDay(): boolean {
    while (!this.matchesDay(this.wall())) {
      const wall = this.wall().getTime();
      this.show((this.isMoved ? wall : Math.floor(wall / DAY) * DAY) + DAY);
      this.toMidnight();
      if (this.wall().getUTCDate() === 1) return false;
    }
    return true;
  }

  /** Where clocks change at midnight, the day begins at another hour. */
  private toMidnight(): void {
    const hour = this.wall().getUTCHours();
    if (hour > 12) this.moment += DAY - hour * HOUR;
    else this.moment -= hour * HOUR;
  }

  private matchesDay(wall: Date): boolean {
    const { dayOfMonth, dayOfWeek } = this.fields;
    const fitsMonth = dayOfMonth.values.includes(wall.getUTCDate());
    const fitsWeek = dayOfWeek.values.includes(wall.getUTCDay());
    return dayOfMonth.isAny || dayOfWeek.isAny ? fitsMonth && fitsWeek : fitsMonth || fitsWeek;
  }

  private toHour(): boolean {
    while (!this.fields.hour.values.includes(this.wall().getUTCHours())) {
      if (!this.isMoved) this.show(Math.floor(this.wall().getTime() / HOUR) * HOUR);
      this.moment += HOUR;
      if (this.wall().getUTCHours() === 0) return false;
    }
    return true;
  }

  private toMinute(): boolean {
    while (!this.fields.minute.values.includes(this.wall().getUTCMinutes())) {
      this.isMoved = true;
      this.moment = Math.floor(this.moment / MINUTE) * MINUTE + MINUTE;
      if (this.wall().getUTCMinutes() === 0) return false;
    }
    return true;
  }

  private toSecond(): boolean {
    const rest = this.moment % MINUTE;
    if (rest === 0) return true;
    this.isMoved = true;
    this.moment += MINUTE - rest;
    return false;
  }
}
