internal import HoldfastCore

/// Values as Swift that makes them.
enum SwiftText {
    static func text(_ text: String) -> String {
        if let first = text.first, text.count > 40, text.allSatisfy({ $0 == first }) {
            return "String(repeating: \(self.text(String(first))), count: \(text.count))"
        }
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": literal += "\\\(scalar)"
            case " "..."~": literal.unicodeScalars.append(scalar)
            default: literal += "\\u{\(String(scalar.value, radix: 16))}"
            }
        }
        return literal + "\""
    }

    /// An identifier, which a literal makes but other expressions do not.
    static func id<ID: Identifier>(_ id: ID) -> String {
        let text = text(id.rawValue)
        return text.hasPrefix("\"") ? text : "\(ID.self)(\(text))"
    }

    static func payload(_ payload: Payload) -> String {
        let bytes = payload.bytes
        if let text = String(validating: bytes, as: UTF8.self), text.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) {
            return "Payload(text: \(self.text(text)))"
        }
        let content = bytes == Array(0...255) ? "Array(0...255)" : "\(bytes)"
        return "Payload(bytes: \(content))"
    }

    static func payload(_ payload: Payload?) -> String { payload.map { self.payload($0) } ?? "nil" }

    static func time(_ time: Timestamp) -> String { "Timestamp(microseconds: \(time.microseconds))" }
    static func time(_ time: Timestamp?) -> String { time.map { self.time($0) } ?? "nil" }

    static func duration(_ duration: Duration) -> String {
        let microseconds = duration.wholeMicroseconds
        return microseconds % 1_000_000 == 0
            ? ".seconds(\(microseconds / 1_000_000))" : ".microseconds(\(microseconds))"
    }

    static func duration(_ duration: Duration?) -> String { duration.map { self.duration($0) } ?? "nil" }

    static func json(_ value: JSONValue) -> String {
        switch value {
        case .null: ".null"
        case .bool(let flag): ".bool(\(flag))"
        case .int(let number): ".int(\(number))"
        case .double(let number): ".double(\(number))"
        case .string(let text): ".string(\(self.text(text)))"
        case .array(let elements): ".array([\(elements.map { json($0) }.joined(separator: ", "))])"
        case .object(let members): ".object(\(dictionary(members) { json($0) }))"
        }
    }

    static func dictionary<Content>(_ members: [String: Content], _ text: (Content) -> String) -> String {
        guard !members.isEmpty else { return "[:]" }
        let sorted = members.sorted { ModelKey($0.key) < ModelKey($1.key) }
        return "[" + sorted.map { "\(self.text($0.key)): \(text($0.value))" }.joined(separator: ", ") + "]"
    }

    static func failure(_ failure: Failure) -> String {
        var parts = ["code: \(text(failure.code))", "message: \(text(failure.message))"]
        if let attempt = failure.attempt { parts.append("attempt: \(attempt)") }
        if let at = failure.at { parts.append("at: \(time(at))") }
        return "Failure(\(parts.joined(separator: ", ")))"
    }
}
