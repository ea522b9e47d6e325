internal import HoldfastCore

/// One form for each value, in which answers and dumps are compared: written here, so that a fault in Core's own
/// writers shows.
enum Canonical {
    static func text(_ text: String?) -> String {
        guard let text else { return "null" }
        return quoted(text)
    }

    static func time(_ time: Timestamp?) -> String { time.map { String($0.microseconds) } ?? "null" }

    static func bytes(_ payload: Payload?) -> String { payload.map { bytes($0.bytes) } ?? "null" }

    static func bytes(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        return "x" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }

    /// JSON with its keys in the order of their bytes and no white space.
    static func json(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): "\(number)"
        case .string(let text): quoted(text)
        case .array(let elements): "[" + elements.map { json($0) }.joined(separator: ",") + "]"
        case .object(let members): object(members)
        }
    }

    static func object(_ members: [String: JSONValue]) -> String {
        let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return "{" + sorted.map { quoted($0.key) + ":" + json($0.value) }.joined(separator: ",") + "}"
    }

    /// Members by name, which are null where there are none.
    static func members(_ members: [String: JSONValue]) -> String { members.isEmpty ? "null" : object(members) }

    static func metrics(_ metrics: [String: Double]) -> String { members(metrics.mapValues { .double($0) }) }

    /// A failure as it is stored; without details, which no command gives.
    static func failure(_ failure: Failure?) -> String {
        guard let failure else { return "null" }
        var members: [String: JSONValue] = ["code": .string(failure.code), "message": .string(failure.message)]
        members["step"] = failure.step.map { .string($0) }
        members["attempt"] = failure.attempt.map { .int(Int64($0)) }
        members["at"] = failure.at.map { .int($0.microseconds) }
        members["type"] = failure.type.map { .string($0) }
        return bytes(Array(object(members).utf8))
    }

    static func value(_ value: Value, _ column: Column) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .int(let number): String(number)
        case .double(let number): "\(number)"
        // JSON is compared as the text that is stored.
        case .text(let text): column.type == .json ? text : quoted(text)
        case .bytes(let content): bytes(content)
        }
    }

    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

/// A named value in canonical form: a column of a row, or a part of an answer.
struct Cell: Hashable {
    let name: String
    let text: String

    init(_ name: String, _ text: String) {
        self.name = name
        self.text = text
    }
}

/// What a call answered, in lines that two sides can be compared by.
struct Answer: Equatable {
    let lines: [String]

    init(_ lines: [String]) { self.lines = lines }
    init(_ line: String) { lines = [line] }

    static let done = Answer("done")

    static func refused(_ code: StoreError.Code) -> Answer { Answer("throws .\(code.name)") }

    var isRefused: Bool { lines.first?.hasPrefix("throws ") ?? false }

    /// The lines that the other has not, the first of them.
    func differences(from other: Answer) -> String {
        let others = Set(other.lines)
        let own = lines.filter { !others.contains($0) }
        // Equal lines in another order, or another number of them.
        guard !own.isEmpty else { return other.lines.count > lines.count ? "no more" : lines.joined(separator: "; ") }
        let shown = own.prefix(8).map { $0.count > 300 ? $0.prefix(300) + "…" : $0 }.joined(separator: "; ")
        return own.count > 8 ? shown + "; and \(own.count - 8) more" : shown
    }
}
