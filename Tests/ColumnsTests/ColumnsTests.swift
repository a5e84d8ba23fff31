import Columns
import Testing

@Test func `every day has one civil date, and the date leads back to it`() {
  for day in stride(from: Int64(-800_000), through: 800_000, by: 37) {
    let date = Calendar.civil(day)
    #expect(Calendar.day(year: date.year, month: date.month, day: date.day) == day)
    #expect(date.day <= Calendar.daysInMonth(year: date.year, month: date.month))
  }
}

@Test func `a day lies between the start of its period and the start of the next`() {
  for calendar in [Calendar(), Calendar(weekStart: 7, yearStart: 4)] {
    for grain in Grain.allCases where grain != .hour {
      for day in stride(from: Int64(-3_000), through: 30_000, by: 11) {
        let ordinal = calendar.ordinal(grain, ofDay: day)
        #expect(calendar.startDay(grain, ordinal) <= day && day < calendar.startDay(grain, ordinal + 1))
      }
    }
  }
}

@Test func `moving by months keeps the day or takes the last of the month`() {
  let time = Calendar.day(year: 2024, month: 1, day: 31) * Calendar.microsecondsPerDay + 5
  #expect(Calendar.timeText(Calendar.addMonths(1, to: time - 5)) == "2024-02-29T00:00")
  #expect(
    Calendar.addMonths(2, to: time) == Calendar.day(year: 2024, month: 3, day: 31)
      * Calendar.microsecondsPerDay + 5)
}
