/** From this age on what lies in the trash counts as old. It stays all the same: only people empty it. */
export const oldAfterDays = 30;
