internal import HoldfastCore

/// How a page ends before it is full, as that of any backend may.
struct PageCut {
    /// The most rows that are looked at.
    var mostExamined = Int.max
    /// Whether the page holds nothing, where there is a position for its cursor before the next row.
    var isEmpty = false
    /// Whether the last page has a cursor too, behind which nothing follows.
    var hidesEnd = false

    /// A page that is cut nowhere.
    init() {}

    /// A page that is cut at random: after 1 to 8 rows, and every fourth time not at all.
    init(from random: inout SeededRandom) {
        if !random.once(in: 4) { mostExamined = 1 + random.number(below: 8) }
        isEmpty = random.once(in: 8)
        hidesEnd = random.once(in: 3)
    }
}

extension Scan {
    /// A position between the one where the scan stands and this row, which comes next; nil where none is at hand.
    func gap(before row: Row) -> Cursor? {
        let order = range.order
        let place = Cursor(row, in: order).bytes
        // On from where the scan stands, or else back from the row, by a little in the last of the columns.
        var values = after.flatMap { OrderedKey.decode($0.bytes, as: order.sort) } ?? order.sort.map { row[$0] }
        guard let nudged = values.popLast()?.nudged(up: (after == nil) == descending) else { return nil }
        let position = OrderedKey.encode(values + [nudged])
        func isBefore(_ left: [UInt8], _ right: [UInt8]) -> Bool {
            let order = ByteKeys.compare(left, right)
            return descending ? order > 0 : order < 0
        }
        guard isBefore(position, place), after.map({ isBefore($0.bytes, position) }) ?? true else { return nil }
        return Cursor(bytes: position)
    }
}

extension Value {
    /// A value close above or below.
    fileprivate func nudged(up: Bool) -> Value? {
        switch self {
        case .text(let text) where up: return .text(text + "\u{1}")
        case .text(let text): return text.isEmpty ? nil : .text(String(text.unicodeScalars.dropLast()))
        case .int(let number):
            let (next, overflow) = number.addingReportingOverflow(up ? 1 : -1)
            return overflow ? nil : .int(next)
        default: return nil
        }
    }
}
