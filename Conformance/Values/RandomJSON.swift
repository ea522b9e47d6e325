internal import HoldfastCore

/// JSON values drawn from a seed, with all that is hard to keep.
struct RandomJSON {
    var random: SeededRandom

    private static let texts = [
        "", " ", "a", "A", "\u{E9}", "e\u{301}", "\u{1F469}\u{200D}\u{1F680}", "\"", "\\", "/", "\n\t", "\u{1}",
        "\u{2028}",
        "null", "1", "{}", "$x", "%", "'", "\u{FFFF}", "\u{10FFFF}",
    ]

    private static let doubles = [
        0.1, -0.0, 1.0, 1e300, -1e-300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.5,
    ]

    private static let ints: [Int64] = [0, 1, -1, .max, .min, (1 << 53) + 1]

    /// A value whose arrays and objects are nested no deeper than this.
    mutating func value(depth: Int) -> JSONValue {
        switch random.number(below: depth > 0 ? 9 : 6) {
        case 0: .null
        case 1: .bool(random.number(below: 2) == 0)
        case 2: .int(random.number(below: 2) == 0 ? pick(Self.ints) : Int64(bitPattern: random.next()))
        case 3: .double(random.number(below: 2) == 0 ? pick(Self.doubles) : anyDouble())
        case 4, 5: .string(text())
        case 6: .array(values(depth: depth - 1))
        default: .object(object(depth: depth - 1))
        }
    }

    /// An object whose keys may be names of attributes.
    mutating func object(depth: Int) -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        for value in values(depth: depth) { members["k" + text()] = value }
        return members
    }

    private mutating func values(depth: Int) -> [JSONValue] {
        (0..<random.number(below: 5)).map { _ in value(depth: depth) }
    }

    private mutating func text() -> String { (0..<random.number(below: 4)).map { _ in pick(Self.texts) }.joined() }

    private mutating func anyDouble() -> Double {
        let number = Double(bitPattern: random.next())
        return number.isFinite ? number : 0
    }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[random.number(below: elements.count)]
    }
}
