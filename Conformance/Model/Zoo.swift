internal import HoldfastCore

// What comes through wrongly where something on the way takes it for something else.
extension CommandGenerator {
    mutating func zooText() -> String { Zoo.text(&choices) }
    mutating func zooName() -> String { Zoo.name(&choices) }
    mutating func zooPayload() -> Payload { Payload(bytes: Zoo.bytes(&choices)) }
    mutating func json() -> JSONValue { Zoo.json(&choices) }
}

/// Values that are likely to be changed by something that keeps them.
enum Zoo {
    private static let texts = [
        "é", "e\u{301}", " a ", "A", "%", "_", "'", "\"", "\\", "';--", "{}", "null", "1e3", "\t\n", "👩‍👩‍👧", "שלום",
        "\u{10FFFF}", "\u{FFFD}", "\u{2028}", "\u{1F}",
    ]

    /// Text without U+0000, never empty.
    static func text(_ choices: inout Choices) -> String {
        guard choices.once(in: 4) else { return choices.pick(texts) }
        var text = ""
        for _ in 0...choices.number(below: 4) { text += choices.pick(texts) }
        return text
    }

    /// A name; some are none.
    static func name(_ choices: inout Choices) -> String {
        switch choices.number(below: 8) {
        case 7: choices.pick(["", "a\u{0}", String(repeating: "n", count: 513)])
        case 6: String(repeating: "n", count: 512)
        default: text(&choices)
        }
    }

    static func bytes(_ choices: inout Choices) -> [UInt8] {
        switch choices.number(below: 6) {
        case 0: return [0]
        case 1: return [0xFF]
        case 2: return [0xC3, 0x28]
        case 3: return Array(0...255)
        case 4: return Array(repeating: 0x5A, count: choices.pick([255, 256, 4_095, 4_096, 5_000]))
        default: return (0..<choices.number(below: 12)).map { _ in UInt8(choices.number(below: 256)) }
        }
    }

    /// JSON that equals no other by mistake: numbers of both kinds, look-alike texts, nesting.
    static func json(_ choices: inout Choices, depth: Int = 0) -> JSONValue {
        switch choices.number(below: depth < 3 ? 8 : 6) {
        case 0: .int(Int64(choices.number(below: 3)))
        case 1: .string(choices.pick(["a", "1", "", text(&choices)]))
        case 2: .bool(choices.once(in: 2))
        case 3: .null
        case 4: .double(choices.pick([0.5, 1, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1]))
        case 5: .int(choices.pick([.max, .min, (1 << 53) + 1, -1]))
        case 6: .array((0..<choices.number(below: 3)).map { _ in json(&choices, depth: depth + 1) })
        default:
            .object(
                Dictionary(
                    (0..<choices.number(below: 3)).map { (["k", "", "$k"][$0], json(&choices, depth: depth + 1)) }
                ) { first, _ in first })
        }
    }
}
