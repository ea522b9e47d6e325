/// The numbers that one field of a cron rule allows.
struct CronField: Sendable, Hashable {
    /// A place in a rule.
    enum Place: String, CaseIterable {
        case second, minute, hour
        case day = "day of the month"
        case month
        case weekday = "day of the week"

        var range: ClosedRange<Int> {
            switch self {
            case .second, .minute: 0...59
            case .hour: 0...23
            case .day: 1...31
            case .month: 1...12
            // 7 is Sunday again.
            case .weekday: 0...7
            }
        }

        /// In order, from the least number on.
        var names: [String] {
            switch self {
            case .month:
                ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
            case .weekday: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
            default: []
            }
        }
    }

    /// Bit n stands for number n.
    private(set) var bits: UInt64 = 0
    /// Whether the text begins with a star: the field leaves the choice of days to the other field of days.
    let isOpen: Bool

    /// The field of this text: a list of numbers, names, ranges and steps.
    init(_ text: Substring, _ place: Place) throws {
        isOpen = text.first == "*"
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let numbers = Self.numbers(part, place) else {
                throw StoreError(
                    .invalidArgument,
                    "\"\(text.prefix(64))\" is no \(place.rawValue) of a cron rule; it takes numbers from "
                        + "\(place.range.lowerBound) to \(place.range.upperBound), lists, ranges and steps",
                    kind: "schedule")
            }
            for number in numbers { bits |= 1 << UInt64(number) }
        }
        if place == .weekday, contains(7) { bits |= 1 }
    }

    func contains(_ number: Int) -> Bool { bits >> UInt64(number) & 1 == 1 }

    /// The least allowed number that is not below this.
    func first(from number: Int) -> Int? {
        let rest = bits >> UInt64(number)
        return rest == 0 ? nil : number + rest.trailingZeroBitCount
    }

    /// The numbers of `*`, `a`, `a-b`, `*/n`, `a/n` or `a-b/n`; nil where it is none of these.
    private static func numbers(_ text: Substring, _ place: Place) -> StrideThrough<Int>? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        var step = 1
        if parts.count == 2 {
            guard let number = plainNumber(parts[1]), number > 0 else { return nil }
            step = number
        }
        if parts[0] == "*" {
            // Every day of the week once, though Sunday has two numbers.
            return stride(from: place.range.lowerBound, through: min(place.range.upperBound, place.last), by: step)
        }
        let bounds = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(bounds.count), let low = number(bounds[0], place) else { return nil }
        guard bounds.count == 2 else {
            return stride(from: low, through: parts.count == 2 ? place.last : low, by: step)
        }
        guard var high = number(bounds[1], place) else { return nil }
        // A range that ends with Sunday ends the week.
        if place == .weekday, high == 0, low > 0 { high = 7 }
        guard low <= high else { return nil }
        return stride(from: low, through: high, by: step)
    }

    private static func number(_ text: Substring, _ place: Place) -> Int? {
        if let position = place.names.firstIndex(of: text.lowercased()) { return place.range.lowerBound + position }
        guard let number = plainNumber(text), place.range.contains(number) else { return nil }
        return number
    }

    /// Digits only: no sign, and few enough to be a number.
    private static func plainNumber(_ text: Substring) -> Int? {
        guard (1...4).contains(text.utf8.count), text.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains)
        else { return nil }
        return Int(text)
    }
}

extension CronField.Place {
    /// The greatest number that stands for something of its own.
    fileprivate var last: Int { self == .weekday ? 6 : range.upperBound }
}
