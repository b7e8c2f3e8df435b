export const DRIVERS = new Map<string, any>();
