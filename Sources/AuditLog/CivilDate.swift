/// The day of a date of the Gregorian calendar, counted from 1970-01-01.
///
/// Years begin in March here, so that the leap day is the last of its year; 400 years always have
/// 146,097 days (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", `days_from_civil`).
func dayOfCivilDate(year: Int64, month: Int64, day: Int64) -> Int64 {
  let (era, yearOfEra) = (month <= 2 ? year - 1 : year).floorDivided(by: 400)
  let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}

/// The date of a day counted from 1970-01-01 (`civil_from_days` of the same source).
func civilDate(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let (era, dayOfEra) = (day + 719_468).floorDivided(by: 146_097)
  let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let monthFromMarch = (5 * dayOfYear + 2) / 153
  let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}

/// The number of days of a month, from 1 to 12.
func daysOfMonth(_ month: Int64, year: Int64) -> Int64 {
  switch month {
  case 2:
    let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    return isLeap ? 29 : 28
  case 4, 6, 9, 11: return 30
  default: return 31
  }
}

/// A number that is not negative, with zeros before it up to a width.
func padded(_ number: Int64, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

extension Int64 {
  /// Quotient and remainder with a remainder that is not negative, for a positive divisor.
  func floorDivided(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
