internal import HoldfastCore

/// A cron rule drawn at random, and its meaning by sets of numbers and a calendar that counts day by day.
struct CronModel {
    /// How far the model looks.
    static let horizon = Duration.days(25)
    /// The most slots that it looks for.
    private static let most = 100

    let text: String
    private let seconds, minutes, hours, days, months, weekdays: Set<Int>
    private let eitherDay: Bool

    init(_ random: inout SeededRandom, seconds hasSeconds: Bool) {
        let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
        let second = Self.field(0...59, &random)
        let minute = Self.field(0...59, &random)
        let hour = Self.field(0...23, &random)
        let day = Self.field(1...31, &random)
        let month = Self.field(1...12, names: months, &random)
        let weekday = Self.field(0...6, names: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"], &random)
        let fields = [minute, hour, day, month, weekday]
        text = ((hasSeconds ? [second] : []) + fields).map(\.text).joined(separator: random.once(in: 4) ? "  " : " ")
        self.seconds = hasSeconds ? second.numbers : [0]
        minutes = minute.numbers
        hours = hour.numbers
        days = day.numbers
        self.months = month.numbers
        weekdays = weekday.numbers
        eitherDay = !day.text.hasPrefix("*") && !weekday.text.hasPrefix("*")
    }

    /// Whether some day of some year is allowed.
    var isPossible: Bool {
        let lengths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return eitherDay || months.contains { (days.min() ?? 32) <= lengths[$0 - 1] }
    }

    /// The first slots after this moment, within the horizon.
    func slots(after start: Timestamp) -> [Timestamp] {
        // The first of 2100 was a Friday.
        let first: Int64 = 4_102_444_800
        var date = (month: 1, day: 1, weekday: 5)
        var midnight = first
        let begin = start.microseconds / 1_000_000
        var found: [Timestamp] = []
        while midnight <= begin + Int64(Self.horizon.inSeconds), found.count < Self.most {
            if midnight + 86_400 > begin, isAllowed(date) {
                for hour in hours.sorted() {
                    for minute in minutes.sorted() {
                        for second in seconds.sorted() {
                            let time = midnight + Int64(hour * 3_600 + minute * 60 + second)
                            if time > begin { found.append(Timestamp(microseconds: time * 1_000_000)) }
                        }
                    }
                }
            }
            midnight += 86_400
            date.weekday = (date.weekday + 1) % 7
            date.day += 1
            // 2100 is no leap year.
            if date.day > [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][date.month - 1] {
                date.day = 1
                date.month = date.month % 12 + 1
            }
        }
        let end = start.advanced(by: Self.horizon)
        return Array(found.prefix(Self.most).filter { $0 <= end })
    }

    private func isAllowed(_ date: (month: Int, day: Int, weekday: Int)) -> Bool {
        guard months.contains(date.month) else { return false }
        let (day, weekday) = (days.contains(date.day), weekdays.contains(date.weekday))
        return eitherDay ? day || weekday : day && weekday
    }

    private static func field(
        _ range: ClosedRange<Int>, names: [String] = [], _ random: inout SeededRandom
    ) -> (text: String, numbers: Set<Int>) {
        func number() -> Int { range.lowerBound + random.number(below: range.count) }
        func word(_ number: Int) -> String {
            names.isEmpty || random.once(in: 2) ? "\(number)" : names[number - range.lowerBound]
        }
        switch random.number(below: 6) {
        case 0:
            let step = 1 + random.number(below: range.count)
            return ("*/\(step)", Set(stride(from: range.lowerBound, through: range.upperBound, by: step)))
        case 1:
            let (low, step) = (number(), 1 + random.number(below: 9))
            return ("\(low)/\(step)", Set(stride(from: low, through: range.upperBound, by: step)))
        case 2:
            let bounds = [number(), number()].sorted()
            let step = 1 + random.number(below: 5)
            return (
                "\(word(bounds[0]))-\(word(bounds[1]))/\(step)",
                Set(stride(from: bounds[0], through: bounds[1], by: step))
            )
        case 3:
            let list = (0...random.number(below: 4)).map { _ in number() }
            return (list.map(word).joined(separator: ","), Set(list))
        default: return ("*", Set(range))
        }
    }
}
