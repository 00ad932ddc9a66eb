export { Calendar, type CalendarConfig, calendarConfig } from './sessions.ts';
export { ZoneClock } from './zone.ts';
